namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Look-ups that the cache cannot answer, together in few queries: what is asked while a query is under way waits for the next, which
/// asks for all of it at once. After a query that found something missing the next one waits a little, so that somebody who tries names
/// causes at most 50 queries a second, however many names. Each answer is read after it was asked for.
/// </summary>
/// <param name="read">Reads a batch and sets each result.</param>
internal sealed class LookUpQueue(Func<IReadOnlyList<LookUp>, Task<bool>> read)
{
    /// <summary>More look-ups than this in one query would ask for too many parameters, and for too many members.</summary>
    public const int BatchSize = 100;

    private const int MaxWaiting = 10_000;

    /// <summary>A query that hangs, for example on a lock, holds up only those who share it.</summary>
    private const int MaxQueries = 4;

    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Real time, because the pause spares a real database.</summary>
    private static readonly TimeProvider Clock = TimeProvider.System;

    private readonly Lock _sync = new();
    private readonly Queue<LookUp> _queue = new();
    private readonly Dictionary<LookUpKey, LookUp> _waiting = [];
    private int _queries;
    private long _lastBegun;

    /// <param name="key">What is asked for; callers that ask for the same at the same time share one.</param>
    /// <param name="cancellationToken">Ends this caller's wait.</param>
    /// <exception cref="MasterUnavailableException">More look-ups are waiting than the database answers.</exception>
    public Task<LookUpResult> AskAsync(LookUpKey key, CancellationToken cancellationToken)
    {
        LookUp? lookUp;
        bool begins;
        lock (_sync)
        {
            if (!_waiting.TryGetValue(key, out lookUp))
            {
                if (_waiting.Count >= MaxWaiting)
                {
                    throw new MasterUnavailableException(
                        $"{MaxWaiting:N0} look-ups of workspaces are waiting for the database already. Try again in a second.");
                }

                _waiting.Add(key, lookUp = new LookUp(key));
                _queue.Enqueue(lookUp);
            }

            begins = _queries == 0 || (_queries < MaxQueries && Clock.GetElapsedTime(_lastBegun) > Slow);
            if (begins)
            {
                _queries++;
                _lastBegun = Clock.GetTimestamp();
            }
        }

        if (begins)
        {
            // Without the caller's context: the query serves others too.
            ThreadPool.UnsafeQueueUserWorkItem(static queue => _ = queue.RunAsync(), this, preferLocal: false);
        }

        return lookUp.Task.WaitAsync(cancellationToken);
    }

    private async Task RunAsync()
    {
        while (Take() is { Count: > 0 } batch)
        {
            var begun = Clock.GetTimestamp();
            if (await FoundAllAsync(batch).ConfigureAwait(false))
            {
                continue;
            }

            var left = Pause - Clock.GetElapsedTime(begun);
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(left, Clock).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> FoundAllAsync(List<LookUp> batch)
    {
        try
        {
            return await read(batch).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            foreach (var lookUp in batch)
            {
                lookUp.TrySetException(exception);

                // Observed, so that it is not reported as unobserved when no caller is waiting anymore.
                _ = lookUp.Task.Exception;
            }

            return false;
        }
    }

    private List<LookUp> Take()
    {
        lock (_sync)
        {
            var batch = new List<LookUp>();
            while (batch.Count < BatchSize && _queue.TryDequeue(out var lookUp))
            {
                _waiting.Remove(lookUp.Key);
                batch.Add(lookUp);
            }

            _lastBegun = Clock.GetTimestamp();
            _queries -= batch.Count == 0 ? 1 : 0;
            return batch;
        }
    }
}
