using PmAssist.Tenancy.Portability;
using PmAssist.Tenancy.Portability.Internal;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers export and import in a host.</summary>
public static class WorkspacePortabilityServiceCollectionExtensions
{
    /// <summary>Registers <see cref="IWorkspacePortability"/>. Call it beside <c>AddPmAssistTenancy</c>, in either order.</summary>
    /// <param name="services">The host's services.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddWorkspacePortability(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton<EngineNames>();
        services.AddSingleton<PortabilityAudit>();
        services.AddSingleton<MasterRows>();
        services.AddSingleton<SnapshotReader>();
        services.AddSingleton<WorkspaceSequences>();
        services.AddSingleton<WorkspaceExporter>();
        services.AddSingleton<FilePlanner>();
        services.AddSingleton<RowLoader>();
        services.AddSingleton<RowReplacement>();
        services.AddSingleton<RowCopier>();
        services.AddSingleton<LockedWorkspaces>();
        services.AddSingleton<WorkspaceComparer>();
        services.AddSingleton<NewWorkspaces>();
        services.AddScoped<WorkspaceImporter>();
        services.AddScoped<WorkspaceRestorer>();
        services.AddScoped<WorkspaceCopyBack>();
        services.AddScoped<WorkspaceCloner>();
        services.AddScoped<IWorkspacePortability, WorkspacePortability>();
        return services;
    }
}
