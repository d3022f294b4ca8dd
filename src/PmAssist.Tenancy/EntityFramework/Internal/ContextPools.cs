using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>Makes pools, and says which contexts can have one.</summary>
internal static class ContextPools
{
    /// <summary>A pool, or null if the context's only public constructor takes more than its options.</summary>
    public static ContextPool<TContext>? Create<TContext>(DbContextOptions<TContext> options, int size)
        where TContext : DbContext
        => TakesOptionsOnly<TContext>() ? new ContextPool<TContext>(options, size) : null;

    /// <summary>Whether nothing but its options goes into a context, so that one instance can serve many leases.</summary>
    public static bool TakesOptionsOnly<TContext>()
        where TContext : DbContext
    {
        var constructors = typeof(TContext).GetConstructors().Where(c => c.GetParameters().Length > 0).ToArray();
        return constructors is [var only] && only.GetParameters() is [var parameter]
            && parameter.ParameterType.IsAssignableFrom(typeof(DbContextOptions<TContext>));
    }
}
