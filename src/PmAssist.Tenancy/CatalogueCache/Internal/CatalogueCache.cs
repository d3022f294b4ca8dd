using System.Transactions;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// What the process knows of the catalogue, for a limited time. One query serves all callers that ask for the same id at the same
/// time. A row that was read before <see cref="Forget"/> is not kept after it.
/// </summary>
internal sealed class CatalogueCache
{
    /// <summary>
    /// Long enough to absorb a client that keeps asking, short enough for one that asks just before another process creates the id.
    /// </summary>
    public static readonly TimeSpan UnknownFor = TimeSpan.FromSeconds(5);

    public const int RoomForUnknown = 1000;
    private const int MaxSharedTexts = 64;

    private readonly Lock _sync = new();
    private readonly TimeProvider _clock;
    private readonly TenancyMeter? _meter;
    private readonly bool _isOn;
    private readonly long _lifetime;
    private readonly long _unknownLifetime;

    // Kept apart, so that lookups of ids that do not exist evict no workspace.
    private readonly CatalogueTable<Guid, CatalogueEntry> _known;
    private readonly CatalogueTable<Guid, CatalogueEntry> _unknown;

    private readonly Dictionary<Guid, Load> _loads = [];
    private readonly List<CatalogueReading> _readings = [];
    private readonly HashSet<string> _texts = [];
    private readonly Func<string?, string?> _share;
    private long _changes;

    /// <param name="options">How much is kept, and for how long.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="meter">Counts look-ups; null for nobody.</param>
    public CatalogueCache(TenancyOptions options, TimeProvider clock, TenancyMeter? meter = null)
    {
        var duration = options.CatalogueCacheDuration;
        (_clock, _meter) = (clock, meter);
        _isOn = duration > TimeSpan.Zero;
        _lifetime = Ticks(duration);
        _unknownLifetime = Ticks(duration < UnknownFor ? duration : UnknownFor);
        _known = new CatalogueTable<Guid, CatalogueEntry>(_isOn ? options.CatalogueCacheSize : 1);
        _unknown = new CatalogueTable<Guid, CatalogueEntry>(_isOn ? RoomForUnknown : 1);
        _share = Share;

        long Ticks(TimeSpan time) => (long)(time.TotalSeconds * clock.TimestampFrequency);
    }

    /// <summary>Counts the rows forgotten. What was found missing before a change may be there after it.</summary>
    public long Changes => Volatile.Read(ref _changes);

    /// <summary>What is known of an id; null if it has to be looked up.</summary>
    public CatalogueEntry? Find(Guid id)
    {
        var entry = Find(id, _clock.GetTimestamp());
        if (entry is not null)
        {
            _meter?.LookedUp(isHit: true);
        }

        return entry;
    }

    /// <summary>The same for who counts look-ups.</summary>
    /// <param name="id">The id.</param>
    /// <param name="now">The clock's timestamp.</param>
    public CatalogueEntry? Find(Guid id, long now)
        => _isOn && (_known.Find(id) ?? _unknown.Find(id)) is { } entry && now < entry.ExpiresAt ? entry : null;

    /// <summary>Looks an id up; callers that ask for the same id at the same time share one query.</summary>
    /// <param name="id">The id.</param>
    /// <param name="read">Reads its row. Not canceled by a caller: others may be waiting for the same row.</param>
    /// <param name="cancellationToken">Ends this caller's wait.</param>
    public async Task<CatalogueEntry> LoadAsync(
        Guid id, Func<Guid, CancellationToken, Task<Workspace?>> read, CancellationToken cancellationToken)
    {
        _meter?.LookedUp(isHit: false);
        if (!_isOn || Transaction.Current is not null)
        {
            // In a host's TransactionScope the row may be uncommitted, so no other caller may see it.
            return Pass(id, await read(id, cancellationToken).ConfigureAwait(false));
        }

        Load? load;
        bool isFirst;
        lock (_sync)
        {
            if (Find(id, _clock.GetTimestamp()) is { } entry)
            {
                return entry;
            }

            isFirst = !_loads.TryGetValue(id, out load);
            if (isFirst)
            {
                _loads.Add(id, load = new Load());
            }
        }

        if (isFirst)
        {
            _ = RunAsync(id, load!, read);
        }

        return await load!.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Drops a row that was changed. Called after the commit.</summary>
    public void Forget(Guid id)
    {
        if (!_isOn)
        {
            return;
        }

        lock (_sync)
        {
            if (_loads.Remove(id, out var load))
            {
                load.IsStale = true;
            }

            _changes++;
            _readings.ForEach(reading => reading.Changed.Add(id));
            _known.Remove(id);
            _unknown.Remove(id);
        }
    }

    /// <summary>Begins a query whose rows may be kept, though their ids are not known before.</summary>
    public CatalogueReading BeginReading()
    {
        lock (_sync)
        {
            var reading = new CatalogueReading(_clock.GetTimestamp(), _changes);
            _readings.Add(reading);
            return reading;
        }
    }

    public void EndReading(CatalogueReading reading)
    {
        lock (_sync)
        {
            _readings.Remove(reading);
        }
    }

    /// <summary>Keeps a row that was read. The same row stays if it is known already, because members are kept with it.</summary>
    /// <returns>What is kept; or what was read, where it was changed meanwhile.</returns>
    public CatalogueEntry Keep(CatalogueReading reading, Guid id, Workspace? row)
    {
        lock (_sync)
        {
            var isCurrent = _isOn && !reading.Changed.Contains(id);
            if (isCurrent && Find(id, _clock.GetTimestamp()) is { } known && known.Version == row?.Version)
            {
                return known;
            }

            var entry = Entry(id, row, reading.At);
            if (isCurrent)
            {
                Put(entry);
            }

            return entry;
        }
    }

    /// <summary>
    /// Forgets the row at the end of the caller's block, however it ends: a commit that reported an error may have succeeded.
    /// </summary>
    public Change Changing(Guid id) => new(this, id);

    /// <summary>Notes a use that was written to the row, so that the row need not be read again.</summary>
    public void Seen(Guid id, DateTime utc) => _known.Find(id)?.Seen(utc);

    /// <summary>Passes on a row that was read, without keeping it.</summary>
    public CatalogueEntry Pass(Guid id, Workspace? row) => Entry(id, row, readAt: 0);

    private async Task RunAsync(Guid id, Load load, Func<Guid, CancellationToken, Task<Workspace?>> read)
    {
        try
        {
            var readAt = _clock.GetTimestamp();
            var row = await read(id, CancellationToken.None).ConfigureAwait(false);
            load.SetResult(Store(id, load, row, readAt));
        }
        catch (Exception exception)
        {
            End(id, load);
            load.SetException(exception);

            // Observed, so that it is not reported as unobserved when no caller is waiting anymore.
            _ = load.Task.Exception;
        }
    }

    private CatalogueEntry Store(Guid id, Load load, Workspace? row, long readAt)
    {
        lock (_sync)
        {
            var entry = Entry(id, row, readAt);
            if (!load.IsStale)
            {
                Put(entry);
            }

            End(id, load);
            return entry;
        }
    }

    private void Put(CatalogueEntry entry) => (entry.IsKnown ? _known : _unknown).Put(entry.Id, entry, _clock.GetTimestamp());

    private void End(Guid id, Load load)
    {
        lock (_sync)
        {
            // A stale load has been removed already, and another may have taken its place.
            if (!load.IsStale)
            {
                _loads.Remove(id);
            }
        }
    }

    /// <summary>Its age counts from before the query was sent, because the row may be that old.</summary>
    private CatalogueEntry Entry(Guid id, Workspace? row, long readAt)
        => new(id, row, _share, readAt + (row is null ? _unknownLifetime : _lifetime));

    private string? Share(string? text)
    {
        if (text is null)
        {
            return null;
        }

        lock (_sync)
        {
            if (_texts.TryGetValue(text, out var shared))
            {
                return shared;
            }

            if (_texts.Count >= MaxSharedTexts)
            {
                _texts.Clear();
            }

            _texts.Add(text);
            return text;
        }
    }

    /// <summary>A query under way. Guarded by the cache's lock.</summary>
    private sealed class Load() : TaskCompletionSource<CatalogueEntry>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        /// <summary>Whether the row was changed since the query began.</summary>
        public bool IsStale { get; set; }
    }

    /// <summary>A change of a row that is under way.</summary>
    public readonly struct Change(CatalogueCache cache, Guid id) : IDisposable
    {
        public void Dispose() => cache.Forget(id);
    }
}
