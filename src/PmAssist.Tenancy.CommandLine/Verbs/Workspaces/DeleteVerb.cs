namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceService.DeleteAsync"/>.</summary>
internal sealed class DeleteVerb() : ChangeVerb(
    "delete",
    "Closes workspaces, and purges them after their grace period. Asks first.",
    state: null,
    "workspaces delete contoso", "workspaces delete --where plan=trial --yes")
{
    protected override string Question(VerbRun run, string what) => $"Delete {what}?";

    protected override async Task<Workspace?> ChangeAsync(
        IWorkspaceService workspaces, Workspace workspace, VerbRun run, CancellationToken cancellationToken)
        => IfChanged(workspace, await workspaces.DeleteAsync(workspace.Id, run.Actor, cancellationToken).ConfigureAwait(false));
}
