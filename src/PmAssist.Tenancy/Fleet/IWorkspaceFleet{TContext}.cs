using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy;

/// <summary>
/// Works through all active workspaces: a function in each of them, or one query over all. The catalogue is read page by page.
/// Such work does not count as a use of a workspace: <see cref="Workspace.LastSeenUtc"/> does not change.
/// </summary>
/// <typeparam name="TContext">The host's workspace context.</typeparam>
/// <remarks>Singleton; safe to use from any thread.</remarks>
public interface IWorkspaceFleet<TContext>
    where TContext : DbContext
{
    /// <summary>
    /// Runs a function in each workspace that is active now, several at a time. A failure of one does not stop the others; it
    /// is in the report. <see cref="TenancyOptions.OutdatedWorkspace"/> applies here too.
    /// </summary>
    /// <param name="visit">
    /// What to do. Gets the workspace, a bound context that is given back afterward, and a token that ends with the workspace's
    /// time or with the run. What it saves before it fails stays saved.
    /// </param>
    /// <param name="options">How to run; null for the defaults.</param>
    /// <param name="progress">
    /// Receives a report after each workspace, one at a time, from any thread. What it throws ends the run and is thrown.
    /// </param>
    /// <param name="cancellationToken">Stops the run; workspaces not reached are reported as skipped.</param>
    /// <returns>What happened, workspace by workspace.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    Task<WorkspaceVisitReport> VisitAsync(
        Func<Workspace, TContext, CancellationToken, Task> visit,
        WorkspaceVisitOptions? options = null,
        IProgress<RunProgress<WorkspaceVisitResult>>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs a query in each active workspace, several at a time, and yields the rows as they arrive. The rows of one workspace are in
    /// the query's order, interleaved with those of others. A workspace's rows are neither collected first nor tracked.
    /// </summary>
    /// <param name="query">
    /// Makes the query, for example <c>context => context.Jobs.Where(j => j.Status == JobStatus.Failed)</c>. Its rows outlive the
    /// context, so they cannot load anything later.
    /// </param>
    /// <param name="options">How to run; null for the defaults.</param>
    /// <param name="cancellationToken">
    /// Ends the enumeration with <see cref="OperationCanceledException"/>. Leaving the loop early needs no token: it ends the queries
    /// under way and gives their contexts back.
    /// </param>
    /// <typeparam name="TRow">An entity, or what the query selects.</typeparam>
    /// <returns>The rows, each with its workspace. Each enumeration runs the queries again.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="WorkspaceQueryException">
    /// While enumerating: a workspace failed, and <see cref="WorkspaceQueryOptions.OnFailure"/> is not set. The others are stopped;
    /// rows that had already been read are returned before the error.
    /// </exception>
    IAsyncEnumerable<(Workspace Workspace, TRow Row)> QueryAsync<TRow>(
        Func<TContext, IQueryable<TRow>> query, WorkspaceQueryOptions? options = null, CancellationToken cancellationToken = default);
}
