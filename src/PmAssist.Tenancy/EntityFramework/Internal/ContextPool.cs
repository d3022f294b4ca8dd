// EF's lease types are the only way to a pooled context whose Dispose may be called any number of times without giving
// the instance back twice; PooledDbContextFactory, which is public, hands out contexts that return themselves, and a
// second Dispose then ends somebody else's lease. ContextPoolTests fails if EF changes this.
#pragma warning disable EF1001 // Internal EF Core API: kept in this file.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Internal;

namespace PmAssist.Tenancy.Internal;

internal static class ContextPool
{
    /// <summary>A pool, or null if the context's only public constructor takes more than its options.</summary>
    public static ContextPool<TContext>? Create<TContext>(DbContextOptions<TContext> options, int size)
        where TContext : DbContext
    {
        var constructors = typeof(TContext).GetConstructors().Where(c => c.GetParameters().Length > 0).ToArray();
        return constructors is [var only] && only.GetParameters() is [var parameter]
            && parameter.ParameterType.IsAssignableFrom(typeof(DbContextOptions<TContext>))
                ? new ContextPool<TContext>(options, size)
                : null;
    }
}

/// <summary>A pool of contexts, all with the same options.</summary>
internal sealed class ContextPool<TContext>(DbContextOptions<TContext> options, int size) : IDisposable
    where TContext : DbContext
{
    private readonly DbContextPool<TContext> _pool = new(Sized(options, size));

    /// <summary>A context that goes back when it is disposed, once.</summary>
    public TContext CreateStandalone()
    {
        var lease = new DbContextLease(_pool, standalone: true);
        lease.Context.SetLease(lease);
        return (TContext)lease.Context;
    }

    /// <summary>A context that goes back when the lease is disposed; disposing the context itself does nothing.</summary>
    public IContextLease<TContext> Rent() => new Lease(_pool);

    public void Dispose() => _pool.Dispose();

    private static DbContextOptions<TContext> Sized(DbContextOptions<TContext> options, int size)
    {
        var core = (options.FindExtension<CoreOptionsExtension>() ?? new CoreOptionsExtension()).WithMaxPoolSize(size);
        var builder = new DbContextOptionsBuilder<TContext>(options);
        ((IDbContextOptionsBuilderInfrastructure)builder).AddOrUpdateExtension(core);
        return builder.Options;
    }

    private sealed class Lease(IDbContextPool<TContext> pool) : IContextLease<TContext>
    {
        private readonly ScopedDbContextLease<TContext> _lease = new(pool);

        public TContext Context => _lease.Context;

        public void Dispose() => ((IDisposable)_lease).Dispose();

        public ValueTask DisposeAsync() => ((IAsyncDisposable)_lease).DisposeAsync();
    }
}
