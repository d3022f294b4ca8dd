namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Leads from a slug to the cache's row, and from a user in a workspace to a role. Both hold only as long as the cache keeps that row, so
/// <see cref="CatalogueCache.Forget"/> forgets all three. A question that was answered with no is kept as it was asked, until any
/// workspace changes.
/// </summary>
internal sealed class CatalogueIndex
{
    private readonly Lock _sync = new();
    private readonly CatalogueCache _cache;
    private readonly TimeProvider _clock;
    private readonly bool _isOn;
    private readonly long _unknownLifetime;

    // What does not exist is kept apart, so that it evicts nothing that does. Each table takes memory once it is used.
    private readonly Lazy<CatalogueTable<string, CatalogueEntry>> _slugs;
    private readonly Lazy<CatalogueTable<MemberKey, CatalogueMember>> _members;
    private readonly CatalogueTable<LookUpKey, CatalogueMiss> _misses;

    public CatalogueIndex(CatalogueCache cache, TenancyOptions options, TimeProvider clock)
    {
        var duration = options.CatalogueCacheDuration;
        (_cache, _clock, _isOn) = (cache, clock, duration > TimeSpan.Zero);
        var unknownFor = duration < CatalogueCache.UnknownFor ? duration : CatalogueCache.UnknownFor;
        _unknownLifetime = (long)(unknownFor.TotalSeconds * clock.TimestampFrequency);
        _slugs = new(() => new(options.CatalogueCacheSize));
        _members = new(() => new(options.CatalogueCacheSize));
        _misses = new(_isOn ? CatalogueCache.RoomForUnknown : 1);
    }

    /// <summary>Whether all that is asked for is known.</summary>
    public bool TryFind(in LookUpKey key, out LookUpResult result)
    {
        result = default;
        if (!_isOn)
        {
            return false;
        }

        var now = _clock.GetTimestamp();
        if ((key.Slug is null ? _cache.Find(key.Id, now) : Find(key.Slug, now)) is { IsThere: true } entry)
        {
            var member = key.UserId is null ? null : Find(entry, key.UserId);
            if (member is not null || key.UserId is null)
            {
                result = new LookUpResult(entry, member?.Role);
                return true;
            }
        }

        if (_misses.Find(key) is not { } miss || miss.Changes != _cache.Changes || now >= miss.ExpiresAt)
        {
            return false;
        }

        result = new LookUpResult(miss.Entry, Role: null);
        return true;
    }

    /// <summary>Keeps what a query found.</summary>
    /// <param name="reading">The query.</param>
    /// <param name="key">What was asked for.</param>
    /// <param name="row">The workspace's row; null if there is none.</param>
    /// <param name="role">The user's role.</param>
    public LookUpResult Keep(CatalogueReading reading, in LookUpKey key, Workspace? row, WorkspaceRole? role)
    {
        var kept = row is null ? null : _cache.Keep(reading, row.Id, row);
        var result = kept is { IsThere: true } ? new LookUpResult(kept, role) : default;
        if (_isOn)
        {
            Put(key, result, reading);
        }

        return result;
    }

    /// <summary>Passes on what a query found, without keeping it.</summary>
    public LookUpResult Pass(in LookUpKey key, Workspace? row, WorkspaceRole? role)
        => _cache.Pass(row?.Id ?? key.Id, row) is { IsThere: true } entry ? new LookUpResult(entry, role) : default;

    private CatalogueEntry? Find(string slug, long now)
        => _slugs.IsValueCreated && _slugs.Value.Find(slug) is { } indexed && _cache.Find(indexed.Id, now) is { } entry && entry.Has(slug)
            ? entry
            : null;

    private CatalogueMember? Find(CatalogueEntry entry, string userId)
        => _members.IsValueCreated && _members.Value.Find(new MemberKey(entry.Id, userId)) is { } member && member.Workspace == entry
            ? member
            : null;

    private void Put(in LookUpKey key, in LookUpResult result, CatalogueReading reading)
    {
        if (result.Entry is { } entry && key.Slug is not null)
        {
            Put(_slugs.Value, key.Slug, entry);
        }

        if (result is { Entry: { } workspace, Role: { } role } && key.UserId is not null)
        {
            Put(_members.Value, new MemberKey(workspace.Id, key.UserId), new CatalogueMember(workspace, key.UserId, role));
        }
        else if (result.Entry is null || key.UserId is not null)
        {
            Put(_misses, key, new CatalogueMiss(key, result.Entry, reading.Changes, reading.At + _unknownLifetime));
        }
    }

    private void Put<TKey, TItem>(CatalogueTable<TKey, TItem> table, TKey key, TItem item)
        where TKey : notnull
        where TItem : class, ICatalogueItem<TKey>
    {
        lock (_sync)
        {
            table.Put(key, item, _clock.GetTimestamp());
        }
    }
}
