namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceService.SuspendAsync"/>.</summary>
internal sealed class SuspendVerb() : ChangeVerb(
    "suspend",
    "Switches workspaces off for a while.",
    state: null,
    "workspaces suspend contoso", "workspaces suspend --where plan=trial")
{
    protected override async Task<Workspace?> ChangeAsync(
        IWorkspaceService workspaces, Workspace workspace, VerbRun run, CancellationToken cancellationToken)
        => IfChanged(workspace, await workspaces.SuspendAsync(workspace.Id, run.Actor, cancellationToken).ConfigureAwait(false));
}
