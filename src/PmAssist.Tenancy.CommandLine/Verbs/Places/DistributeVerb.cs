namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspacePlaces.DistributeAsync"/>.</summary>
internal sealed class DistributeVerb() : ChangeVerb(
    "distribute",
    "Brings workspaces that lie on the coordinator to the nodes of the cluster. Their writers wait meanwhile.",
    state: null,
    "workspaces distribute contoso", "workspaces distribute --all")
{
    protected override async Task<Workspace?> ChangeAsync(
        IWorkspaceService workspaces, Workspace workspace, VerbRun run, CancellationToken cancellationToken)
    {
        var isChanged = await run.Get<IWorkspacePlaces>().DistributeAsync(workspace.Id, run.Actor, cancellationToken).ConfigureAwait(false);
        return isChanged ? workspace : null;
    }
}
