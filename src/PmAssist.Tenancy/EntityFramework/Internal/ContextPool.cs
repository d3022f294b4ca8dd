using System.Collections.Concurrent;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// A pool of contexts with the same options. EF's own pool would also take back an instance on which its user set another connection.
/// </summary>
internal sealed class ContextPool<TContext> : IDisposable
    where TContext : DbContext
{
    private readonly ConcurrentQueue<PooledContext<TContext>> _idle = new();
    private readonly Func<TContext> _create;
    private int _size;
    private int _count;

    /// <param name="options">The options of all instances.</param>
    /// <param name="size">How many instances are kept; with 0 each lease gets a new one.</param>
    public ContextPool(DbContextOptions<TContext> options, int size)
    {
        _size = size;

        // With frozen options, EF refuses an OnConfiguring that changes them. They are cloned, because the given ones may serve other
        // contexts.
        var core = (options.FindExtension<CoreOptionsExtension>() ?? new CoreOptionsExtension()).WithMaxPoolSize(Math.Max(size, 1));
        var frozen = new ListedOptions<TContext>(options.WithExtension(core));
        var constructor = ContextConstructors.Find<TContext>()[0];
        _create = Expression.Lambda<Func<TContext>>(
            Expression.New(constructor, Expression.Constant(frozen))).Compile();
    }

    /// <summary>A context that goes back when it is disposed, once.</summary>
    public TContext CreateStandalone() => Take().Begin(standalone: true);

    /// <summary>A context that goes back when the lease is disposed; disposing the context itself does nothing.</summary>
    public IContextLease<TContext> Rent()
    {
        var pooled = Take();
        return new Lease(pooled, pooled.Begin(standalone: false));
    }

    public void Dispose()
    {
        _size = 0;
        while (_idle.TryDequeue(out var pooled))
        {
            pooled.Discard();
        }
    }

    /// <summary>Takes a context back, or disposes it if the pool is full or its connection was changed.</summary>
    public void Return(PooledContext<TContext> pooled)
    {
        if (!Reserve(pooled))
        {
            pooled.Discard();
            return;
        }

        var kept = false;
        try
        {
            pooled.Reset();
            _idle.Enqueue(pooled);
            kept = true;
        }
        finally
        {
            Release(kept);
        }
    }

    /// <inheritdoc cref="Return"/>
    public async ValueTask ReturnAsync(PooledContext<TContext> pooled)
    {
        if (!Reserve(pooled))
        {
            await pooled.DiscardAsync().ConfigureAwait(false);
            return;
        }

        var kept = false;
        try
        {
            await pooled.ResetAsync().ConfigureAwait(false);
            _idle.Enqueue(pooled);
            kept = true;
        }
        finally
        {
            Release(kept);
        }
    }

    private PooledContext<TContext> Take()
    {
        if (_idle.TryDequeue(out var pooled))
        {
            Interlocked.Decrement(ref _count);
            return pooled;
        }

        return new PooledContext<TContext>(_create(), this);
    }

    private bool Reserve(PooledContext<TContext> pooled)
    {
        if (pooled.IsForeign())
        {
            return false;
        }

        if (Interlocked.Increment(ref _count) <= _size)
        {
            return true;
        }

        Interlocked.Decrement(ref _count);
        return false;
    }

    private void Release(bool kept)
    {
        if (!kept)
        {
            Interlocked.Decrement(ref _count);
        }
    }

    private sealed class Lease(PooledContext<TContext> pooled, TContext context) : IContextLease<TContext>
    {
        private PooledContext<TContext>? _pooled = pooled;

        public TContext Context => context;

        public void Dispose() => Interlocked.Exchange(ref _pooled, null)?.Return();

        public ValueTask DisposeAsync() => Interlocked.Exchange(ref _pooled, null)?.ReturnAsync() ?? default;
    }
}
