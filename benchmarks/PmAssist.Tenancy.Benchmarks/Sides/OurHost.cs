using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>A host with the library, as an application registers it.</summary>
internal sealed class OurHost<TContext>(ServiceProvider services) : IAsyncDisposable
    where TContext : WorkspaceDbContext
{
    public IWorkspaceMigrator Migrator => services.GetRequiredService<IWorkspaceMigrator>();

    public IWorkspaceContextFactory<TContext> Contexts => services.GetRequiredService<IWorkspaceContextFactory<TContext>>();

    public IServiceProvider Services => services;

    /// <summary>With the master schema in place.</summary>
    public static async Task<OurHost<TContext>> StartAsync(Setting setting, SchemaMode mode = SchemaMode.SharedModel)
    {
        var services = new ServiceCollection();
        services.AddPmAssistTenancy<TContext>(tenancy =>
        {
            setting.Engine.Use(tenancy, setting.Database);
            tenancy.Configure(options => options.SchemaMode = mode);
        });
        services.AddWorkspaceCutover(setting.Engine.Use);
        var host = new OurHost<TContext>(services.BuildServiceProvider());
        await host.Migrator.MigrateMasterAsync();
        return host;
    }

    public async Task<Workspace> CreateAsync(WorkspaceSchema schema)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IWorkspaceService>()
            .CreateAsync(new NewWorkspace($"Customer {schema.WorkspaceId:N}", "ada") { Id = schema.WorkspaceId });
    }

    public async Task<IReadOnlyList<Workspace>> ListAsync()
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IWorkspaceService>().ListAsync();
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
