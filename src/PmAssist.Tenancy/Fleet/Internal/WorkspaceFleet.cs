using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Internal;

internal sealed class WorkspaceFleet(WorkspaceVisits visits, IServiceScopeFactory scopes) : IWorkspaceFleet
{
    public Task<WorkspaceVisitReport> VisitAsync(
        Func<Workspace, IServiceProvider, CancellationToken, Task> visit,
        WorkspaceVisitOptions? options = null,
        IProgress<RunProgress<WorkspaceVisitResult>>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(visit);
        return visits.RunAsync(
            async (workspace, token) =>
            {
                var scope = scopes.CreateAsyncScope();
                await using var _ = scope.ConfigureAwait(false);
                scope.ServiceProvider.GetRequiredService<WorkspaceAccessor>().Visit(workspace);
                await visit(workspace, scope.ServiceProvider, token).ConfigureAwait(false);
            },
            options,
            progress,
            cancellationToken);
    }
}
