using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Internal;

internal sealed class WorkspaceScopeFactory(IServiceScopeFactory scopes) : IWorkspaceScopeFactory
{
    public async Task<WorkspaceScope> CreateScopeAsync(Guid workspaceId, CancellationToken cancellationToken = default)
    {
        var scope = scopes.CreateAsyncScope();
        try
        {
            var accessor = scope.ServiceProvider.GetRequiredService<IWorkspaceAccessor>();
            return new WorkspaceScope(scope, await accessor.EnterAsync(workspaceId, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await scope.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
