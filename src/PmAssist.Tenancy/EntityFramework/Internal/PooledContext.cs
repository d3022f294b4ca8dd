// EF's lease types are the only way to a pooled context whose Dispose may be called any number of times without giving
// the instance back twice; PooledDbContextFactory, which is public, hands out contexts that return themselves, and a
// second Dispose then ends another caller's lease. ContextPoolTests fails if EF changes this.
#pragma warning disable EF1001 // Internal EF Core API: kept in this file.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Internal;

namespace PmAssist.Tenancy.Internal;

/// <summary>One instance of a pool. To EF it is a pool with this single instance, so the library sees which instance is returned.</summary>
internal sealed class PooledContext<TContext> : IDbContextPool
    where TContext : DbContext
{
    private readonly TContext _context;
    private readonly IDbContextPoolable _poolable;
    private readonly ContextPool<TContext> _pool;
    private readonly ConnectionWatch _watch;

    public PooledContext(TContext context, ContextPool<TContext> pool)
    {
        (_context, _poolable, _pool) = (context, context, pool);
        _poolable.SnapshotConfiguration();
        _watch = context.GetService<ConnectionWatch>();
        _watch.Own();
        _watch.Begin();
    }

    /// <summary>Begins a lease.</summary>
    /// <param name="standalone">Whether the context comes back when it is disposed.</param>
    public TContext Begin(bool standalone)
    {
        _poolable.SetLease(new DbContextLease(this, standalone));
        return _context;
    }

    public void Return() => _pool.Return(this);

    public ValueTask ReturnAsync() => _pool.ReturnAsync(this);

    /// <summary>Whether the instance's user set something on it that EF does not reset.</summary>
    public bool IsForeign() => _watch.IsForeign();

    public void Reset() => _poolable.ResetState();

    public Task ResetAsync() => _poolable.ResetStateAsync(CancellationToken.None);

    public void Discard()
    {
        End();
        _context.Dispose();
    }

    public ValueTask DiscardAsync()
    {
        End();
        return _context.DisposeAsync();
    }

    IDbContextPoolable IDbContextPool.Rent() => _poolable;

    void IDbContextPool.Return(IDbContextPoolable context) => Return();

    ValueTask IDbContextPool.ReturnAsync(IDbContextPoolable context, CancellationToken cancellationToken) => ReturnAsync();

    /// <summary>
    /// EF considers a context that its user disposed, or that is in the pool, as disposed and would not dispose what it holds. An inactive
    /// lease makes EF consider it alive (EF Core v10.0.11, DbContext.DisposeSync).
    /// </summary>
    private void End() => _poolable.SetLease(DbContextLease.InactiveLease);
}
