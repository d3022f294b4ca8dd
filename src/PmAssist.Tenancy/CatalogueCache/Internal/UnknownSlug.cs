namespace PmAssist.Tenancy.Internal;

/// <summary>A slug that no workspace had.</summary>
/// <param name="slug">The slug.</param>
/// <param name="changes">The cache's <see cref="CatalogueCache.Changes"/> before it was looked up.</param>
/// <param name="expiresAt">When it expires, as the clock's timestamp.</param>
internal sealed class UnknownSlug(string slug, long changes, long expiresAt) : ICatalogueItem<string>
{
    public long Changes { get; } = changes;

    public long ExpiresAt { get; } = expiresAt;

    public bool Has(string key) => slug == key;
}
