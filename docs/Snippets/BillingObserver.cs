using Microsoft.Extensions.Logging;
using PmAssist.Tenancy;

namespace Snippets;

#region observer
public sealed class BillingObserver(ILogger<BillingObserver> logger) : IWorkspaceObserver
{
    public Task SuspendedAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        logger.LogInformation("No invoices for {Slug} for now", workspace.Slug);
        return Task.CompletedTask;
    }
}
#endregion
