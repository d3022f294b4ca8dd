using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy;

namespace Snippets;

public static class Testing
{
    public static async Task<int> RunAsync(string directory, CancellationToken cancellationToken)
    {
        #region testing
        await using var services = new ServiceCollection()
            .AddPmAssistTenancy(tenancy => tenancy.UseSqlite(directory))
            .BuildServiceProvider(validateScopes: true);
        await services.GetRequiredService<IWorkspaceMigrator>().MigrateMasterAsync(cancellationToken: cancellationToken);

        await using var setUp = services.CreateAsyncScope();
        var workspace = await setUp.ServiceProvider.GetRequiredService<IWorkspaceService>()
            .CreateAsync(new NewWorkspace("Test", ownerId: "ada"), cancellationToken);

        var scopes = services.GetRequiredService<IWorkspaceScopeFactory>();
        await using var scope = await scopes.CreateScopeAsync(workspace.Id, cancellationToken);
        var context = scope.ServiceProvider.GetRequiredService<WorkspaceDbContext>();
        #endregion
        return await context.Integrations.CountAsync(cancellationToken);
    }
}
