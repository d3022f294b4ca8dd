namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceService.ArchiveAsync"/>.</summary>
internal sealed class ArchiveVerb() : ChangeVerb(
    "archive",
    "Switches suspended workspaces off for good; their data stay.",
    WorkspaceStatus.Suspended,
    "workspaces archive contoso")
{
    protected override async Task<Workspace?> ChangeAsync(
        IWorkspaceService workspaces, Workspace workspace, VerbRun run, CancellationToken cancellationToken)
        => IfChanged(workspace, await workspaces.ArchiveAsync(workspace.Id, run.Actor, cancellationToken).ConfigureAwait(false));
}
