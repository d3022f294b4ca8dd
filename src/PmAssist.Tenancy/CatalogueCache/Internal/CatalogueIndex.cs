namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Leads from a slug to the cache's row, and from a user in a workspace to a role. Both hold only as long as the cache keeps that row, so
/// <see cref="CatalogueCache.Forget"/> forgets all three.
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
    private readonly CatalogueTable<string, UnknownSlug> _unknown;
    private readonly CatalogueTable<MemberKey, CatalogueMember> _strangers;

    public CatalogueIndex(CatalogueCache cache, TenancyOptions options, TimeProvider clock)
    {
        var duration = options.CatalogueCacheDuration;
        (_cache, _clock, _isOn) = (cache, clock, duration > TimeSpan.Zero);
        var unknownFor = duration < CatalogueCache.UnknownFor ? duration : CatalogueCache.UnknownFor;
        _unknownLifetime = (long)(unknownFor.TotalSeconds * clock.TimestampFrequency);
        _slugs = new(() => new(options.CatalogueCacheSize));
        _members = new(() => new(options.CatalogueCacheSize));
        _unknown = new(_isOn ? CatalogueCache.RoomForUnknown : 1);
        _strangers = new(_isOn ? CatalogueCache.RoomForUnknown : 1);
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
        if ((key.Slug is null ? _cache.Find(key.Id, now) : Find(key.Slug, now)) is not { } entry)
        {
            return key.Slug is not null && IsUnknown(key.Slug, now);
        }

        if (!entry.IsThere || key.UserId is null)
        {
            result = new LookUpResult(entry.IsThere ? entry : null, Role: null);
            return true;
        }

        if (Find(entry, key.UserId, now) is not { } member)
        {
            return false;
        }

        result = new LookUpResult(entry, member.Role);
        return true;
    }

    /// <summary>Keeps what a query found.</summary>
    /// <param name="reading">The query.</param>
    /// <param name="key">What was asked for.</param>
    /// <param name="row">The workspace's row; null if there is none.</param>
    /// <param name="role">The user's role.</param>
    public LookUpResult Keep(CatalogueReading reading, in LookUpKey key, Workspace? row, WorkspaceRole? role)
    {
        if (row is null && key.Slug is not null)
        {
            Put(_unknown, key.Slug, new UnknownSlug(key.Slug, reading.Changes, reading.At + _unknownLifetime));
            return default;
        }

        var entry = _cache.Keep(reading, row?.Id ?? key.Id, row);
        if (!entry.IsThere)
        {
            return default;
        }

        if (key.Slug is not null && _isOn)
        {
            Put(_slugs.Value, key.Slug, entry);
        }

        if (key.UserId is not null && _isOn)
        {
            var expiresAt = role is null ? reading.At + _unknownLifetime : entry.ExpiresAt;
            var member = new CatalogueMember(entry, key.UserId, role, expiresAt);
            Put(role is null ? _strangers : _members.Value, new MemberKey(entry.Id, key.UserId), member);
        }

        return new LookUpResult(entry, role);
    }

    /// <summary>Passes on what a query found, without keeping it.</summary>
    public LookUpResult Pass(in LookUpKey key, Workspace? row, WorkspaceRole? role)
        => _cache.Pass(row?.Id ?? key.Id, row) is { IsThere: true } entry ? new LookUpResult(entry, role) : default;

    private CatalogueEntry? Find(string slug, long now)
        => _slugs.IsValueCreated && _slugs.Value.Find(slug) is { } indexed && _cache.Find(indexed.Id, now) is { } entry && entry.Has(slug)
            ? entry
            : null;

    private CatalogueMember? Find(CatalogueEntry entry, string userId, long now)
    {
        var key = new MemberKey(entry.Id, userId);
        return IsValid(_members.IsValueCreated ? _members.Value.Find(key) : null) ?? IsValid(_strangers.Find(key));

        CatalogueMember? IsValid(CatalogueMember? member)
            => member?.Workspace == entry && now < member.ExpiresAt ? member : null;
    }

    private bool IsUnknown(string slug, long now)
        => _unknown.Find(slug) is { } unknown && unknown.Changes == _cache.Changes && now < unknown.ExpiresAt;

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
