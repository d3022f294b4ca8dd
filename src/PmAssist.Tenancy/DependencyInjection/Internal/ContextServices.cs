using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Internal;

/// <summary>What the library registers for each of the host's contexts.</summary>
internal static class ContextServices
{
    public static void AddWorkspaceContext<TContext>(this IServiceCollection services, ContextRegistration<TContext> registration)
        where TContext : DbContext
    {
        services.AddSingleton(registration);
        services.AddSingleton<WorkspaceContexts<TContext>>();
        services.AddSingleton<IWorkspaceContexts>(p => p.GetRequiredService<WorkspaceContexts<TContext>>());
        services.AddSingleton<IDbContextFactory<TContext>>(p => p.GetRequiredService<WorkspaceContexts<TContext>>());
        services.AddSingleton<WorkspaceContextFactory<TContext>>();
        services.AddSingleton<IWorkspaceContextFactory<TContext>>(p => p.GetRequiredService<WorkspaceContextFactory<TContext>>());
        services.AddSingleton<IContextBinder<TContext>>(p => p.GetRequiredService<WorkspaceContextFactory<TContext>>());
        services.AddSingleton<IWorkspaceFleet<TContext>, WorkspaceFleet<TContext>>();
        services.AddScoped<ScopedContext<TContext>>();
        services.AddScoped(p => p.GetRequiredService<ScopedContext<TContext>>().Context);
    }

    /// <summary>Lets modules ask for <see cref="WorkspaceDbContext"/> where the host registered a type that derives from it.</summary>
    public static void AddBaseContext(this IServiceCollection services, IEnumerable<Type> contextTypes)
    {
        var types = contextTypes.Where(t => t.IsAssignableTo(typeof(WorkspaceDbContext))).ToList();
        if (types.Count == 0 || types.Contains(typeof(WorkspaceDbContext)))
        {
            return;
        }

        var factory = typeof(BaseContextFactory<>).MakeGenericType(types[0]);
        services.AddSingleton(factory);
        services.AddSingleton(p => (IWorkspaceContextFactory<WorkspaceDbContext>)p.GetRequiredService(factory));
        services.AddSingleton(p => (IContextBinder<WorkspaceDbContext>)p.GetRequiredService(factory));
        services.AddSingleton<IWorkspaceFleet<WorkspaceDbContext>, WorkspaceFleet<WorkspaceDbContext>>();
        services.AddScoped(p => p.GetRequiredService<CurrentContext>().Context);
    }
}
