using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

internal sealed class WorkspaceFleet<TContext>(
    CataloguePages pages,
    WorkspaceGate gate,
    WorkspaceContextFactory<TContext> contexts,
    TimeProvider clock,
    ILogger<WorkspaceFleet<TContext>> logger) : IWorkspaceFleet<TContext>
    where TContext : DbContext
{
    public async Task<WorkspaceVisitReport> VisitAsync(
        Func<Workspace, TContext, CancellationToken, Task> visit,
        WorkspaceVisitOptions? options = null,
        IProgress<RunProgress<WorkspaceVisitResult>>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(visit);
        options ??= new WorkspaceVisitOptions();
        OptionRules.Check(options);

        // For the whole fleet, only the ids are kept. They are read even if the call is canceled, so that the report can list what was
        // skipped.
        var planned = new List<Guid>();
        var active = pages.ReadActiveAsync(CataloguePages.LargePage, options.Filter, CancellationToken.None);
        await foreach (var workspace in active.ConfigureAwait(false))
        {
            planned.Add(workspace.Id);
        }

        var run = new WorkspaceVisitRun(
            async (workspace, token) =>
            {
                var ready = await gate.PrepareAsync(workspace, token).ConfigureAwait(false);
                var lease = contexts.Bind(ready);
                await using var _ = lease.ConfigureAwait(false);
                await visit(ready, lease.Context, token).ConfigureAwait(false);
            },
            options,
            progress,
            clock);
        var rows = pages.ReadActiveAsync(CataloguePages.SizeFor(options.MaxParallelism), filter: null, cancellationToken);
        var report = await run.RunAsync(planned, rows, cancellationToken).ConfigureAwait(false);
        foreach (var failure in report.Failures)
        {
            Log.VisitFailed(logger, failure.Error!, failure.WorkspaceId);
        }

        Log.VisitsFinished(logger, report.Results.Count, report.Failures.Count(), report.Duration.TotalMilliseconds);
        return report;
    }

    public IAsyncEnumerable<WorkspaceRow<TRow>> QueryAsync<TRow>(
        Func<TContext, IQueryable<TRow>> query, WorkspaceQueryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        options ??= new WorkspaceQueryOptions();
        OptionRules.Check(options);
        return new WorkspaceQuery<TContext, TRow>(query, pages, gate, contexts, options).ReadAsync(cancellationToken);
    }
}
