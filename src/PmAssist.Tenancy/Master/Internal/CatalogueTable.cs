namespace PmAssist.Tenancy.Internal;

/// <summary>
/// A hash table of fixed size: each id has one bucket, and a full bucket drops one of its own at random, so a host that
/// visits more workspaces in turn than fit still finds most of them. It costs 32 bytes for each that it has room for; a
/// dictionary with an order of eviction takes three times that.
/// </summary>
/// <remarks>Reading takes no lock; whoever writes holds the cache's.</remarks>
internal sealed class CatalogueTable
{
    private const int Ways = 8;
    private const int PlacesPerEntry = 4;

    private readonly CatalogueEntry?[] _entries;
    private readonly uint _buckets;

    /// <param name="room">
    /// How many entries it is meant for. With four times the places, about one in 10,000 finds its bucket full (Poisson).
    /// </param>
    public CatalogueTable(int room)
    {
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

    /// <summary>Puts an entry in the place of an older one for its id, else into an empty place or that of an expired one, else into any.</summary>
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

        Volatile.Write(ref bucket[place], entry);
    }

    public void Remove(Guid id)
    {
        foreach (ref var place in Bucket(id))
        {
            if (place?.Id == id)
            {
                Volatile.Write(ref place, null);
            }
        }
    }

    private Span<CatalogueEntry?> Bucket(Guid id)
        => _entries.AsSpan((int)((uint)HashCode.Combine(id) % _buckets) * Ways, Ways);
}
