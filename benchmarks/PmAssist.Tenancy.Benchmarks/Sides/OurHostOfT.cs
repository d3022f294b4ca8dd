using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>A host that is asked for its first context.</summary>
internal sealed class OurHost<TContext>(ServiceProvider services) : OurHost(services)
    where TContext : DbContext
{
    public IWorkspaceContextFactory<TContext> Contexts => Services.GetRequiredService<IWorkspaceContextFactory<TContext>>();

    /// <summary>With the master schema in place.</summary>
    public static async Task<OurHost<TContext>> StartAsync(
        Setting setting, SchemaMode mode = SchemaMode.SharedModel, Action<TenancyBuilder>? addContexts = null)
    {
        var services = new ServiceCollection();
        services.AddPmAssistTenancy<TContext>(tenancy =>
        {
            setting.Engine.Use(tenancy, setting.Database);
            tenancy.Configure(options => options.SchemaMode = mode);
            addContexts?.Invoke(tenancy);
        });
        services.AddWorkspaceCutover(setting.Engine.Use);
        services.AddWorkspacePortability();
        var host = new OurHost<TContext>(services.BuildServiceProvider());
        await host.Migrator.MigrateMasterAsync();
        return host;
    }
}
