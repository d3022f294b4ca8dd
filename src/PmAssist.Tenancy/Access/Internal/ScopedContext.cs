using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The bound context of a DI scope. It owns the lease, so the context is returned to the pool once, no matter how often the
/// container or its user disposes it.
/// </summary>
internal sealed class ScopedContext<TContext>(
    IWorkspaceAccessor accessor, WorkspaceContextFactory<TContext> factory, IServiceProvider services) : IDisposable, IAsyncDisposable
    where TContext : DbContext
{
    private WorkspaceLease<TContext>? _lease;

    public TContext Context
        => (_lease ??= factory.Rent(accessor.Current ?? throw new WorkspaceNotBoundException(typeof(TContext)), services)).Context;

    public void Dispose() => _lease?.Dispose();

    public ValueTask DisposeAsync() => _lease?.DisposeAsync() ?? default;
}
