namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspacePlaces.UndistributeAsync"/>.</summary>
internal sealed class UndistributeVerb() : ChangeVerb(
    "undistribute",
    "Brings workspaces back to the coordinator. Their writers wait meanwhile.",
    state: null,
    "workspaces undistribute contoso", "workspaces undistribute --all")
{
    protected override async Task<Workspace?> ChangeAsync(
        IWorkspaceService workspaces, Workspace workspace, VerbRun run, CancellationToken cancellationToken)
    {
        var isChanged = await run.Get<IWorkspacePlaces>().UndistributeAsync(workspace.Id, run.Actor, cancellationToken)
            .ConfigureAwait(false);
        return isChanged ? workspace : null;
    }
}
