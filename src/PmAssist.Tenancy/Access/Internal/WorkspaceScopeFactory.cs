using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

internal sealed class WorkspaceScopeFactory(IServiceScopeFactory scopes, ILoggerFactory loggers) : IWorkspaceScopeFactory
{
    private readonly ILogger _logger = loggers.CreateLogger(TenancySignals.ContextsLog);

    public async Task<WorkspaceScope> CreateScopeAsync(Guid workspaceId, CancellationToken cancellationToken = default)
    {
        var scope = scopes.CreateAsyncScope();
        try
        {
            var accessor = scope.ServiceProvider.GetRequiredService<IWorkspaceAccessor>();
            var workspace = await accessor.EnterAsync(workspaceId, cancellationToken).ConfigureAwait(false);
            return new WorkspaceScope(scope, workspace, new FlowLogScope(_logger, workspace));
        }
        catch
        {
            await scope.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
