namespace PmAssist.Tenancy.Internal;

/// <summary>
/// A hash table of fixed size. When it is full it drops an arbitrary entry, so a host that visits slightly more workspaces in turn than
/// fit still finds most of them; if it dropped the oldest, it would find none. It takes 32 bytes per slot for an entry; a dictionary
/// with an eviction order takes three times that.
/// </summary>
/// <remarks>Reading takes no lock; writers hold the cache's lock.</remarks>
internal sealed class CatalogueTable
{
    private const int Ways = 8;
    private const int PlacesPerEntry = 4;

    private readonly CatalogueEntry?[] _entries;
    private readonly uint _buckets;
    private readonly int _room;
    private int _count;

    /// <param name="room">
    /// How many entries it holds at most. With four times the places, about one in 10,000 finds its bucket full before (Poisson).
    /// </param>
    public CatalogueTable(int room)
    {
        _room = room;
        _buckets = (uint)((room * PlacesPerEntry) + Ways - 1) / Ways;
        _entries = new CatalogueEntry?[_buckets * Ways];
    }

    public CatalogueEntry? Find(Guid id)
    {
        foreach (ref var place in Bucket(id))
        {
            if (Volatile.Read(ref place) is { } entry && entry.Id == id)
            {
                return entry;
            }
        }

        return null;
    }

    /// <summary>
    /// Puts an entry in the place of an older one for its id, else into an empty one or that of an expired one, else into any.
    /// </summary>
    public void Put(CatalogueEntry entry, long now)
    {
        var bucket = Bucket(entry.Id);
        var place = Random.Shared.Next(Ways);
        for (var i = 0; i < Ways; i++)
        {
            if (bucket[i]?.Id == entry.Id)
            {
                place = i;
                break;
            }

            if (bucket[i] is null || bucket[i]!.ExpiresAt <= now)
            {
                place = i;
            }
        }

        if (bucket[place] is null && _count++ == _room)
        {
            DropAny();
        }

        Volatile.Write(ref bucket[place], entry);
    }

    public void Remove(Guid id)
    {
        foreach (ref var place in Bucket(id))
        {
            if (place?.Id == id)
            {
                Volatile.Write(ref place, null);
                _count--;
            }
        }
    }

    private void DropAny()
    {
        var i = Random.Shared.Next(_entries.Length);
        while (_entries[i] is null)
        {
            i = (i + 1) % _entries.Length;
        }

        Volatile.Write(ref _entries[i], null);
        _count--;
    }

    private Span<CatalogueEntry?> Bucket(Guid id)
        => _entries.AsSpan((int)((uint)HashCode.Combine(id) % _buckets) * Ways, Ways);
}
