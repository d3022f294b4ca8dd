namespace PmAssist.Tenancy;

/// <summary>
/// Works through all active workspaces with whatever services and contexts the work needs; <see cref="IWorkspaceFleet{TContext}"/> gives
/// one context, and queries. Such work does not count as a use of a workspace: <see cref="Workspace.LastSeenUtc"/> does not change.
/// </summary>
/// <remarks>Singleton; safe to use from any thread.</remarks>
public interface IWorkspaceFleet
{
    /// <summary>
    /// Runs a function in each workspace that is active now, several at a time. A failure of one does not stop the others; it
    /// is in the report. <see cref="TenancyOptions.OutdatedWorkspace"/> applies here too.
    /// </summary>
    /// <param name="visit">
    /// What to do. Gets the workspace, the services of a new DI scope in which it is entered, and a token that ends with the workspace's
    /// time or with the run. The scope ends with the function; what it saves before it fails stays saved, unless it was in
    /// <see cref="IWorkspaceTransactions"/>.
    /// </param>
    /// <param name="options">How to run; null for the defaults.</param>
    /// <param name="progress">
    /// Receives a report after each workspace, one at a time, from any thread. What it throws ends the run and is thrown.
    /// </param>
    /// <param name="cancellationToken">Stops the run; workspaces not reached are reported as skipped.</param>
    /// <returns>What happened, workspace by workspace.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    Task<WorkspaceVisitReport> VisitAsync(
        Func<Workspace, IServiceProvider, CancellationToken, Task> visit,
        WorkspaceVisitOptions? options = null,
        IProgress<RunProgress<WorkspaceVisitResult>>? progress = null,
        CancellationToken cancellationToken = default);
}
