using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>A host with the library, as an application registers it.</summary>
internal class OurHost(ServiceProvider services) : IAsyncDisposable
{
    public IWorkspaceMigrator Migrator => services.GetRequiredService<IWorkspaceMigrator>();

    public IServiceProvider Services => services;

    public Task<Workspace> CreateAsync(WorkspaceSchema schema)
        => CreateAsync(new NewWorkspace($"Customer {schema.WorkspaceId:N}", "ada") { Id = schema.WorkspaceId });

    public Task<Workspace> CreateAsync(string name) => CreateAsync(new NewWorkspace(name, "ada"));

    public async Task<IReadOnlyList<Workspace>> ListAsync(WorkspaceStatus? status = null)
    {
        var filter = new WorkspaceFilter { Status = status };
        await using var scope = services.CreateAsyncScope();
        var workspaces = scope.ServiceProvider.GetRequiredService<IWorkspaceService>();
        var all = new List<Workspace>();
        IReadOnlyList<Workspace> page;
        do
        {
            page = await workspaces.ListAsync(filter, take: 1000, after: all.LastOrDefault()?.Slug);
            all.AddRange(page);
        }
        while (page.Count > 0);

        return all;
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private async Task<Workspace> CreateAsync(NewWorkspace request)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IWorkspaceService>().CreateAsync(request);
    }
}
