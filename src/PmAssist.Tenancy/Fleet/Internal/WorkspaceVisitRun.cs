using System.Collections.Concurrent;

namespace PmAssist.Tenancy.Internal;

/// <summary>One run of a function over the workspaces.</summary>
/// <param name="visit">Runs the function in one workspace.</param>
/// <param name="options">How to run.</param>
/// <param name="progress">Receives a report after each workspace.</param>
/// <param name="clock">Measures the time-outs.</param>
internal sealed class WorkspaceVisitRun(
    Func<Workspace, CancellationToken, Task> visit,
    WorkspaceVisitOptions options,
    IProgress<RunProgress<WorkspaceVisitResult>>? progress,
    TimeProvider clock)
{
    private readonly long _started = clock.GetTimestamp();
    private readonly ConcurrentDictionary<Guid, WorkspaceVisitResult> _results = new();
    private int _total;
    private int _failed;

    /// <param name="planned">The workspaces to visit.</param>
    /// <param name="workspaces">Their rows, read shortly before they are needed, and perhaps others.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public async Task<WorkspaceVisitReport> RunAsync(
        IReadOnlyList<Guid> planned, IAsyncEnumerable<Workspace> workspaces, CancellationToken cancellationToken)
    {
        _total = planned.Count;
        var mine = planned.ToHashSet();
        var rest = WorkspaceVisitOutcome.Skipped;
        Exception? error = null;
        try
        {
            await Parallel.ForEachAsync(
                workspaces,
                new ParallelOptions { MaxDegreeOfParallelism = options.MaxParallelism, CancellationToken = cancellationToken },
                async (workspace, _) =>
                {
                    // Not with the loop's own token, which is also canceled when the catalogue cannot be read any further.
                    if (mine.Contains(workspace.Id))
                    {
                        await VisitAsync(workspace, cancellationToken).ConfigureAwait(false);
                    }
                }).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The report says which workspaces were not reached.
        }
        catch (Exception exception)
        {
            (rest, error) = (WorkspaceVisitOutcome.Failed, exception);
        }

        List<WorkspaceVisitResult> results =
        [
            .. planned.Select(id => _results.GetValueOrDefault(id) ?? new WorkspaceVisitResult(id, rest, TimeSpan.Zero, error)),
        ];
        var wasCancelled = cancellationToken.IsCancellationRequested
            && results.Exists(r => r.Outcome is WorkspaceVisitOutcome.Cancelled or WorkspaceVisitOutcome.Skipped);
        return new WorkspaceVisitReport(results, clock.GetElapsedTime(_started), wasCancelled);
    }

    private async Task VisitAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var started = clock.GetTimestamp();
        using var time = options.WorkspaceTimeout is { } timeout ? new CancellationTokenSource(timeout, clock) : null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, time?.Token ?? CancellationToken.None);
        var (outcome, error) = (WorkspaceVisitOutcome.Succeeded, default(Exception));
        try
        {
            await visit(workspace, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested)
        {
            (outcome, error) = (WorkspaceVisitOutcome.Cancelled, exception is OperationCanceledException ? null : exception);
        }
        catch (Exception exception)
        {
            outcome = WorkspaceVisitOutcome.Failed;
            error = time is { IsCancellationRequested: true }
                ? new TimeoutException($"The workspace took longer than {options.WorkspaceTimeout}.", exception)
                : exception;
        }

        Report(new WorkspaceVisitResult(workspace.Id, outcome, clock.GetElapsedTime(started), error));
    }

    private void Report(WorkspaceVisitResult result)
    {
        _results[result.WorkspaceId] = result;
        var failed = result.Outcome == WorkspaceVisitOutcome.Failed ? Interlocked.Increment(ref _failed) : Volatile.Read(ref _failed);
        var done = _results.Count;
        var remaining = Math.Max(0, _total - done);
        var estimate = clock.GetElapsedTime(_started) / done * remaining;
        progress?.Report(new RunProgress<WorkspaceVisitResult>(result, done, failed, remaining, estimate));
    }
}
