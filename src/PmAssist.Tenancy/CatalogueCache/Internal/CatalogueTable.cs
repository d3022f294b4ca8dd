namespace PmAssist.Tenancy.Internal;

/// <summary>
/// A hash table of fixed size. When it is full it drops an arbitrary item, so a host that visits slightly more workspaces in turn than
/// fit still finds most of them; if it dropped the oldest, it would find none. It takes 32 bytes per slot for an item; a dictionary
/// with an eviction order takes three times that.
/// </summary>
/// <remarks>Reading takes no lock; writers hold their owner's lock.</remarks>
internal sealed class CatalogueTable<TKey, TItem>
    where TKey : notnull
    where TItem : class, ICatalogueItem<TKey>
{
    private const int Ways = 8;
    private const int PlacesPerItem = 4;

    private readonly TItem?[] _items;
    private readonly uint _buckets;
    private readonly int _room;
    private int _count;

    /// <param name="room">
    /// How many items it holds at most. With four times the places, about one in 10,000 finds its bucket full before (Poisson).
    /// </param>
    public CatalogueTable(int room)
    {
        _room = room;
        _buckets = (uint)((room * PlacesPerItem) + Ways - 1) / Ways;
        _items = new TItem?[_buckets * Ways];
    }

    public TItem? Find(TKey key)
    {
        foreach (ref var place in Bucket(key))
        {
            if (Volatile.Read(ref place) is { } item && item.Has(key))
            {
                return item;
            }
        }

        return null;
    }

    /// <summary>
    /// Puts an item in the place of an older one for its key, else into an empty one or that of an expired one, else into any.
    /// </summary>
    public void Put(TKey key, TItem item, long now)
    {
        var bucket = Bucket(key);
        var place = Random.Shared.Next(Ways);
        for (var i = 0; i < Ways; i++)
        {
            if (bucket[i]?.Has(key) == true)
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

        Volatile.Write(ref bucket[place], item);
    }

    public void Remove(TKey key)
    {
        foreach (ref var place in Bucket(key))
        {
            if (place?.Has(key) == true)
            {
                Volatile.Write(ref place, null);
                _count--;
            }
        }
    }

    private void DropAny()
    {
        var i = Random.Shared.Next(_items.Length);
        while (_items[i] is null)
        {
            i = (i + 1) % _items.Length;
        }

        Volatile.Write(ref _items[i], null);
        _count--;
    }

    private Span<TItem?> Bucket(TKey key)
        => _items.AsSpan((int)((uint)HashCode.Combine(key) % _buckets) * Ways, Ways);
}
