using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>Makes pools for the contexts that can have one.</summary>
internal static class ContextPools
{
    /// <summary>
    /// A pool, or null if the context takes more than its options, or changes them: a pooled instance would keep what its first lease had.
    /// </summary>
    public static ContextPool<TContext>? Create<TContext>(DbContextOptions<TContext> options, int size)
        where TContext : DbContext
        => ContextConstructors.TakesOptionsOnly<TContext>() && !ChangesOptions(options) ? new ContextPool<TContext>(options, size) : null;

    /// <summary>EF refuses an OnConfiguring that changes a pooled context's options, when the context is used (EF Core v10.0.11, DbContext).</summary>
    private static bool ChangesOptions<TContext>(DbContextOptions<TContext> options)
        where TContext : DbContext
    {
        var configure = typeof(TContext).GetMethod(
            "OnConfiguring", BindingFlags.Instance | BindingFlags.NonPublic, [typeof(DbContextOptionsBuilder)])!;
        if (configure.DeclaringType == typeof(DbContext))
        {
            return false;
        }

        var builder = new DbContextOptionsBuilder<TContext>(options);
        using var context = (TContext)ContextConstructors.Find<TContext>()[0].Invoke([options]);
        configure.CreateDelegate<Action<DbContextOptionsBuilder>>(context)(builder);
        return !ReferenceEquals(builder.Options, options);
    }
}
