using PmAssist.Tenancy.Cutover;
using PmAssist.Tenancy.Cutover.Internal;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the cutover in a host.</summary>
public static class WorkspaceCutoverServiceCollectionExtensions
{
    /// <summary>Registers <see cref="IWorkspaceCutover"/>. Call it beside <c>AddPmAssistTenancy</c>, in either order.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Chooses the engine, for example <c>cutover => cutover.UseNpgsql()</c>.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="InvalidOperationException">No engine was chosen.</exception>
    public static IServiceCollection AddWorkspaceCutover(this IServiceCollection services, Action<CutoverBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new CutoverBuilder();
        configure(builder);
        services.AddSingleton(builder.Dialect ?? throw new InvalidOperationException(
            "No engine was chosen for the cutover. Call UseSqlServer, UseNpgsql or UseSqlite in AddWorkspaceCutover(cutover => …)."));
        services.AddLogging();
        services.AddSingleton<CutoverSources>();
        services.AddSingleton<CutoverAudit>();
        services.AddSingleton<CutoverStore>();
        services.AddSingleton<CutoverFences>();
        services.AddSingleton<CutoverFindings>();
        services.AddSingleton<CutoverWorkspaces>();
        services.AddSingleton<WorkspaceRows>();
        services.AddSingleton<MasterCopy>();
        services.AddSingleton<WorkspaceCarrier>();
        services.AddSingleton<CutoverPass>();
        services.AddSingleton<CutoverPasses>();
        services.AddSingleton<SourceTables>();
        services.AddSingleton<CutoverVerifier>();
        services.AddSingleton<NewWrites>();
        services.AddSingleton<CutoverRollBack>();
        services.AddSingleton<WorkspaceCutover>();
        services.AddSingleton<IWorkspaceCutover, LoggedCutover>();
        return services;
    }
}
