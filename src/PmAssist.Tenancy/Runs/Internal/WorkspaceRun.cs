namespace PmAssist.Tenancy.Internal;

/// <summary>
/// One run over workspaces: the canaries one by one, then the others, several at a time. A workspace that has begun is always waited
/// for; one without a result was not reached, or was as it had been when the caller canceled.
/// </summary>
/// <param name="idOf">The workspace's id.</param>
/// <param name="work">
/// Works on one workspace and returns how it went, a failure included. What it throws ends the run, unless the caller canceled.
/// </param>
/// <param name="hasFailed">Whether a result is a failure.</param>
/// <param name="parallelism">How many at a time.</param>
/// <param name="clock">Measures all times.</param>
/// <param name="progress">Receives a report after each workspace, one at a time. What it throws ends the run.</param>
internal sealed class WorkspaceRun<TItem, TResult>(
    Func<TItem, Guid> idOf,
    Func<TItem, WorkspaceTime, Task<TResult>> work,
    Func<TResult, bool> hasFailed,
    int parallelism,
    TimeProvider clock,
    IProgress<RunProgress<TResult>>? progress)
{
    private readonly long _started = clock.GetTimestamp();
    private readonly RunPace _pace = new(clock, parallelism);
    private readonly Lock _sync = new();
    private readonly Dictionary<Guid, TResult> _results = [];
    private int _planned;
    private int _done;
    private int _failed;
    private volatile RunStop _stop;

    /// <summary>How many go first, one by one; if one of them fails, the run stops. Set it before the run.</summary>
    public int Canaries { get; set; }

    /// <summary>How many may fail before the run stops; null for any number.</summary>
    public int? ErrorBudget { get; init; }

    /// <summary>How long one workspace may take; null for no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    public RunStop Stop => _stop;

    /// <summary>How many were worked on. Read it between runs.</summary>
    public int Done => _done;

    public TimeSpan Elapsed => clock.GetElapsedTime(_started);

    /// <summary>Why the workspaces could not be read to their end; null if they were.</summary>
    public Exception? ReadError { get; private set; }

    /// <summary>The results so far, by workspace. Read it between runs.</summary>
    public IReadOnlyDictionary<Guid, TResult> Results => _results;

    /// <summary>Says what is reported of those workspaces that were not reached, or are not to be. They do not count as done.</summary>
    public void Leave(IEnumerable<TItem> workspaces, Func<TItem, TResult> result)
    {
        foreach (var workspace in workspaces.Where(w => !_results.ContainsKey(idOf(w))))
        {
            _results.Add(idOf(workspace), result(workspace));
        }
    }

    public Task RunAsync(IReadOnlyCollection<TItem> workspaces, CancellationToken cancellationToken)
        => RunAsync(workspaces.Count, workspaces.ToAsyncEnumerable(), cancellationToken);

    /// <summary>Works on the workspaces; another call goes on with others and counts on. Canceling does not throw.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="workspaces">The workspaces, each read when one is needed.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public async Task RunAsync(int count, IAsyncEnumerable<TItem> workspaces, CancellationToken cancellationToken)
    {
        _planned += count;
        var source = workspaces.GetAsyncEnumerator(cancellationToken);
        await using var _ = source.ConfigureAwait(false);
        try
        {
            while (_done < Canaries && await NextAsync().ConfigureAwait(false))
            {
                await WorkAsync(source.Current, RunStop.CanaryFailed, cancellationToken).ConfigureAwait(false);
            }

            // Not with the loop's own token: it ends with the first error, and what has begun goes on to its end.
            await Parallel.ForEachAsync(
                RestAsync(),
                new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken },
                (workspace, _) => WorkAsync(workspace, RunStop.None, cancellationToken)).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // Some drivers report the cancellation as an error of their own. Who was not reached has no result.
        }

        if (cancellationToken.IsCancellationRequested && _done < _planned)
        {
            StopFor(RunStop.Canceled);
        }

        async IAsyncEnumerable<TItem> RestAsync()
        {
            while (await NextAsync().ConfigureAwait(false))
            {
                yield return source.Current;
            }
        }

        async ValueTask<bool> NextAsync()
        {
            try
            {
                return _stop == RunStop.None && await source.MoveNextAsync().ConfigureAwait(false);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                ReadError = exception;
                return false;
            }
        }
    }

    /// <summary>The first reason stays.</summary>
    private void StopFor(RunStop reason) => _stop = _stop == RunStop.None ? reason : _stop;

    private async ValueTask WorkAsync(TItem workspace, RunStop stopOnFailure, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_stop != RunStop.None)
        {
            return;
        }

        using var time = new WorkspaceTime(clock, Timeout, cancellationToken);
        var result = await work(workspace, time).ConfigureAwait(false);
        lock (_sync)
        {
            _results[idOf(workspace)] = result;
            _done++;
            if (hasFailed(result))
            {
                _failed++;
                StopFor(time.IsCanceled ? RunStop.Canceled
                    : stopOnFailure != RunStop.None ? stopOnFailure
                    : _failed > ErrorBudget ? RunStop.ErrorBudgetSpent
                    : RunStop.None);
            }

            // More may turn up than were counted, so this does not go below zero.
            var remaining = Math.Max(0, _planned - _done);
            progress?.Report(new RunProgress<TResult>(result, _done, _failed, remaining, _pace.Done(time.Started, remaining)));
        }
    }
}
