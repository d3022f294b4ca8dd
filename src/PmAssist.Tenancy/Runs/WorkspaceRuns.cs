using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy.Providers;

/// <summary>Runs work over workspaces as the library's own runs do, for packages that build on it.</summary>
public static class WorkspaceRuns
{
    /// <summary>Works on several workspaces at a time. A failure that is a result does not stop the others.</summary>
    /// <param name="workspaceIds">The workspaces, each of them once.</param>
    /// <param name="work">
    /// Works on one workspace and returns how it went, a failure included. What it throws ends the run when the workspaces under way are
    /// done.
    /// </param>
    /// <param name="maxParallelism">How many at a time, from 1.</param>
    /// <param name="clock">Measures the pace.</param>
    /// <param name="hasFailed">Whether a result counts as failed in the progress; null for none.</param>
    /// <param name="progress">Receives a report after each workspace, one at a time; null for none. What it throws ends the run.</param>
    /// <param name="cancellationToken">Cancels the run when the workspaces under way have ended.</param>
    /// <typeparam name="TResult">What is said of one workspace.</typeparam>
    /// <returns>The results, in the order of the ids.</returns>
    /// <exception cref="OperationCanceledException">It was canceled. Results that were reported stay true.</exception>
    public static async Task<IReadOnlyList<TResult>> RunAsync<TResult>(
        IReadOnlyCollection<Guid> workspaceIds,
        Func<Guid, CancellationToken, Task<TResult>> work,
        int maxParallelism,
        TimeProvider clock,
        Func<TResult, bool>? hasFailed = null,
        IProgress<RunProgress<TResult>>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workspaceIds);
        ArgumentNullException.ThrowIfNull(work);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxParallelism);
        ArgumentNullException.ThrowIfNull(clock);
        var run = new WorkspaceRun<Guid, TResult>(
            id => id, (id, time) => work(id, time.Token), hasFailed ?? (_ => false), maxParallelism, clock, progress);
        await run.RunAsync(workspaceIds, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return [.. workspaceIds.Select(id => run.Results[id])];
    }
}
