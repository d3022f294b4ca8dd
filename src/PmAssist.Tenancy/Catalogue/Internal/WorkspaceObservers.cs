using System.Transactions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>Tells the host's observers, one after the other.</summary>
internal sealed class WorkspaceObservers(IServiceProvider services, MasterStore master, ILoggerFactory loggers)
{
    // Found when first needed: an observer may itself need a service of the library. One that cannot be made is tried again.
    private readonly Lazy<IReadOnlyList<IWorkspaceObserver>> _observers = new(
        () => [.. services.GetServices<IWorkspaceObserver>()], LazyThreadSafetyMode.PublicationOnly);

    private readonly ILogger _logger = loggers.CreateLogger(TenancySignals.CatalogueLog);

    /// <summary>Tells them of a workspace as its row is now, which is read only if there are any.</summary>
    public async Task TellAsync(
        Guid workspaceId, Func<IWorkspaceObserver, Workspace, CancellationToken, Task> tell, CancellationToken cancellationToken)
    {
        if (Find(workspaceId).Count == 0)
        {
            return;
        }

        try
        {
            // What happened is told, although the caller has canceled meanwhile.
            var workspace = await master.GetAsync(workspaceId, CancellationToken.None).ConfigureAwait(false);
            await TellAsync(workspace, tell, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.ObserverFailed(_logger, exception, nameof(IWorkspaceObserver), workspaceId);
        }
    }

    /// <summary>Inside a host's <see cref="TransactionScope"/> they are told when that has committed, and not waited for.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="tell">Calls the method that says what happened.</param>
    /// <param name="cancellationToken">The token of the call that did it.</param>
    public Task TellAsync(
        Workspace workspace,
        Func<IWorkspaceObserver, Workspace, CancellationToken, Task> tell,
        CancellationToken cancellationToken)
    {
        var observers = Find(workspace.Id);
        if (observers.Count == 0)
        {
            return Task.CompletedTask;
        }

        if (Transaction.Current is not { } transaction)
        {
            return TellAllAsync();
        }

        transaction.TransactionCompleted += (_, ended) =>
        {
            if (ended.Transaction?.TransactionInformation.Status == TransactionStatus.Committed)
            {
                _ = Task.Run(TellAllAsync, CancellationToken.None);
            }
        };
        return Task.CompletedTask;

        async Task TellAllAsync()
        {
            foreach (var observer in observers)
            {
                try
                {
                    await tell(observer, workspace, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception exception)
                {
                    Log.ObserverFailed(_logger, exception, observer.GetType().Name, workspace.Id);
                }
            }
        }
    }

    /// <returns>None where the host's observers cannot be made: what happened has happened, and is not hidden by that.</returns>
    private IReadOnlyList<IWorkspaceObserver> Find(Guid workspaceId)
    {
        try
        {
            return _observers.Value;
        }
        catch (Exception exception)
        {
            Log.ObserverFailed(_logger, exception, nameof(IWorkspaceObserver), workspaceId);
            return [];
        }
    }
}
