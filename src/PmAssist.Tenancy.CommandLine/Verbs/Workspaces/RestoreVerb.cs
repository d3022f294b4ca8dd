namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceService.RestoreAsync"/>.</summary>
internal sealed class RestoreVerb() : ChangeVerb(
    "restore",
    "Takes the deletion of workspaces back, until they are purged.",
    WorkspaceStatus.Deleting,
    "workspaces restore contoso")
{
    protected override Task<Workspace> ChangeAsync(
        IWorkspaceService workspaces, Workspace workspace, VerbRun run, CancellationToken cancellationToken)
        => workspaces.RestoreAsync(workspace.Id, run.Actor, cancellationToken);
}
