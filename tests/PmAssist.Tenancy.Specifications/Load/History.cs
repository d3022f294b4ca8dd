namespace PmAssist.Tenancy.Specifications.Load;

/// <summary>
/// What somebody changed, from when to when, and at which host: enough to say what a request to any host may have met. Thread-safe.
/// </summary>
/// <typeparam name="T">What is changed.</typeparam>
internal sealed class History<T>
{
    private readonly List<Change> _changes;

    /// <summary>Begins with what is so before anybody asks.</summary>
    public History(T first) => _changes = [new Change(first, Host: null) { Ended = 0 }];

    /// <summary>What it is when all changes have ended.</summary>
    public T Last
    {
        get
        {
            lock (_changes)
            {
                return _changes[^1].Value;
            }
        }
    }

    /// <summary>Runs one change after the other.</summary>
    /// <param name="value">What it leads to.</param>
    /// <param name="host">Where it is made; there it counts as soon as it has returned.</param>
    /// <param name="run">Makes it.</param>
    public async Task ChangeAsync(T value, object host, Func<Task> run)
    {
        var change = new Change(value, host);
        lock (_changes)
        {
            _changes.Add(change);
        }

        await run();
        change.Ended = TimeProvider.System.GetTimestamp();
    }

    /// <summary>What a request may have met between its start and now.</summary>
    /// <param name="started">When it was sent.</param>
    /// <param name="host">The host that answered.</param>
    /// <param name="elsewhere">Within what time a change at another host counts.</param>
    public IReadOnlyList<T> Possible(long started, object host, TimeSpan elsewhere)
    {
        lock (_changes)
        {
            return [.. _changes.Skip(_changes.FindLastIndex(IsKnown)).Select(c => c.Value)];
        }

        bool IsKnown(Change change)
            => change.Ended < started && (change.Host == host || TimeProvider.System.GetElapsedTime(change.Ended, started) > elsewhere);
    }

    private sealed record Change(T Value, object? Host)
    {
        private long _ended = long.MaxValue;

        public long Ended
        {
            get => Volatile.Read(ref _ended);
            set => Volatile.Write(ref _ended, value);
        }
    }
}
