using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.EcosystemHost;

namespace PmAssist.Tenancy.Specifications.Ecosystem;

/// <summary>
/// A workspace's own key ring. Data Protection makes its scopes itself, so its services are a container of their own, whose scopes rent
/// the context.
/// </summary>
internal sealed class WorkspaceKeys : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private WorkspaceKeys(ServiceProvider services) => _services = services;

    public static WorkspaceKeys For(IServiceProvider host, Workspace workspace)
    {
        var contexts = host.GetRequiredService<IWorkspaceContextFactory<KeysDbContext>>();
        var services = new ServiceCollection();
        services.AddScoped(_ => contexts.Rent(workspace));
        services.AddScoped(scope => scope.GetRequiredService<WorkspaceLease<KeysDbContext>>().Context);
        services.AddDataProtection().SetApplicationName("specification").PersistKeysToDbContext<KeysDbContext>();
        return new WorkspaceKeys(services.BuildServiceProvider(validateScopes: true));
    }

    public IDataProtector GetDataProtector(string purpose)
        => _services.GetRequiredService<IDataProtectionProvider>().CreateProtector(purpose);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
