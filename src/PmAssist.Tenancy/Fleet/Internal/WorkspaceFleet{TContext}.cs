using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

internal sealed class WorkspaceFleet<TContext>(
    WorkspaceVisits visits, CataloguePages pages, WorkspaceGate gate, IContextBinder<TContext> contexts) : IWorkspaceFleet<TContext>
    where TContext : DbContext
{
    public Task<WorkspaceVisitReport> VisitAsync(
        Func<Workspace, TContext, CancellationToken, Task> visit,
        WorkspaceVisitOptions? options = null,
        IProgress<RunProgress<WorkspaceVisitResult>>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(visit);
        return visits.RunAsync(
            async (workspace, token) =>
            {
                var lease = contexts.Bind(workspace);
                await using var _ = lease.ConfigureAwait(false);
                await visit(workspace, lease.Context, token).ConfigureAwait(false);
            },
            options,
            progress,
            cancellationToken);
    }

    public IAsyncEnumerable<(Workspace Workspace, TRow Row)> QueryAsync<TRow>(
        Func<TContext, IQueryable<TRow>> query, WorkspaceQueryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        options ??= new WorkspaceQueryOptions();
        OptionRules.Check(options);
        return new WorkspaceQuery<TContext, TRow>(query, pages, gate, contexts, options).ReadAsync(cancellationToken);
    }
}
