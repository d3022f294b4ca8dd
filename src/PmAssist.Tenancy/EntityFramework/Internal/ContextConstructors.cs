using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Internal;

/// <summary>What a host's context is made with.</summary>
internal static class ContextConstructors
{
    /// <summary>The public constructors that take the context's options.</summary>
    /// <exception cref="InvalidOperationException">There is none, so no context of the type can be made.</exception>
    public static IReadOnlyList<ConstructorInfo> Find<TContext>()
        where TContext : DbContext
    {
        var type = typeof(TContext);
        var found = type.IsAbstract ? [] : type.GetConstructors().Where(c => c.GetParameters().Any(TakesOptions<TContext>)).ToArray();
        return found.Length > 0 ? found : throw new InvalidOperationException(
            $"{type.Name} cannot be a workspace context: it needs a public constructor that takes DbContextOptions<{type.Name}>, as "
            + $"AddDbContext does, for example {type.Name}(DbContextOptions<{type.Name}> options) : base(options)"
            + (type.IsAbstract ? ", and must not be abstract." : "."));
    }

    /// <summary>Whether nothing but its options goes into a context, so that one instance can serve many leases.</summary>
    public static bool TakesOptionsOnly<TContext>()
        where TContext : DbContext
        => Find<TContext>() is [var only] && only.GetParameters().Length == 1;

    /// <summary>
    /// Makes contexts as AddDbContext does: of several constructors, the one with the most parameters that are all registered.
    /// </summary>
    public static ObjectFactory<TContext> CreateFactory<TContext>()
        where TContext : DbContext
        => Find<TContext>().Count == 1
            ? ActivatorUtilities.CreateFactory<TContext>([typeof(DbContextOptions<TContext>)])
            : (services, arguments) => ActivatorUtilities.CreateInstance<TContext>(services, arguments!);

    private static bool TakesOptions<TContext>(ParameterInfo parameter)
        where TContext : DbContext
        => typeof(DbContextOptions).IsAssignableFrom(parameter.ParameterType)
            && parameter.ParameterType.IsAssignableFrom(typeof(DbContextOptions<TContext>));
}
