namespace PmAssist.Tenancy.Internal;

/// <summary>What a <see cref="CatalogueTable{TKey, TItem}"/> keeps.</summary>
internal interface ICatalogueItem<TKey>
{
    /// <summary>When it expires, as the clock's timestamp.</summary>
    long ExpiresAt { get; }

    /// <summary>Whether it is what is kept for a key.</summary>
    bool Has(TKey key);
}
