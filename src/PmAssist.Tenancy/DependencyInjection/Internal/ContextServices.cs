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
        services.AddSingleton<IWorkspaceFleet<TContext>, WorkspaceFleet<TContext>>();
        services.AddScoped<ScopedContext<TContext>>();
        services.AddScoped(p => p.GetRequiredService<ScopedContext<TContext>>().Context);
    }
}
