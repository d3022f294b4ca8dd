namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>One workspace, after a change.</summary>
/// <param name="Workspace">The workspace.</param>
internal sealed record WorkspaceDocument(WorkspaceInfo Workspace)
{
    public static Answer Of(Workspace workspace)
    {
        var info = WorkspaceInfo.Of(workspace);
        return new Answer(ExitCode.Done, new WorkspaceDocument(info), info.ToGrid());
    }
}
