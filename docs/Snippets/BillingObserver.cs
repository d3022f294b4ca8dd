using PmAssist.Tenancy;

namespace Snippets;

#region observer
public sealed class BillingObserver(IBilling billing) : IWorkspaceObserver
{
    public Task SuspendedAsync(Workspace workspace, CancellationToken cancellationToken)
        => billing.PauseAsync(workspace.Properties.Get<string>("customer"), cancellationToken);
}
#endregion
