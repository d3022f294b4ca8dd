namespace PmAssist.Tenancy.Internal;

/// <summary>
/// A question whose answer was no: there is no such workspace, or the user is no member. Both are kept alike, so that nothing that is kept
/// tells one from the other.
/// </summary>
/// <param name="question">What was asked.</param>
/// <param name="entry">The workspace, where only the user is missing.</param>
/// <param name="changes">The cache's <see cref="CatalogueCache.Changes"/> before it was looked up.</param>
/// <param name="expiresAt">When it expires, as the clock's timestamp.</param>
internal sealed class CatalogueMiss(LookUpKey question, CatalogueEntry? entry, long changes, long expiresAt) : ICatalogueItem<LookUpKey>
{
    public CatalogueEntry? Entry { get; } = entry;

    public long Changes { get; } = changes;

    public long ExpiresAt { get; } = expiresAt;

    public bool Has(LookUpKey key) => question == key;
}
