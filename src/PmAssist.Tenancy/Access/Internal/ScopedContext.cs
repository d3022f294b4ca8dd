using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The bound context of a DI scope. It owns the lease, so the context is returned to the pool once, no matter how often the
/// container or its user disposes it.
/// </summary>
internal sealed class ScopedContext<TContext>(
    WorkspaceAccessor accessor, WorkspaceTransactions transactions, WorkspaceContextFactory<TContext> factory, IServiceProvider services)
    : IDisposable, IAsyncDisposable
    where TContext : DbContext
{
    private WorkspaceLease<TContext>? _lease;

    public TContext Context => (_lease ??= Rent()).Context;

    public void Dispose() => _lease?.Dispose();

    public ValueTask DisposeAsync() => _lease?.DisposeAsync() ?? default;

    private WorkspaceLease<TContext> Rent()
    {
        var workspace = accessor.Current ?? throw new WorkspaceNotBoundException(typeof(TContext));
        var lease = accessor.IsVisit ? factory.Bind(workspace, services) : factory.Rent(workspace, services);
        try
        {
            transactions.Add(lease.Context);
            return lease;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }
}
