namespace PmAssist.Tenancy.Internal;

/// <summary>A query of rows under way. Guarded by the cache's lock.</summary>
/// <param name="at">When it began, as the clock's timestamp: what it reads may be that old.</param>
/// <param name="changes">The cache's <see cref="CatalogueCache.Changes"/> then.</param>
internal sealed class CatalogueReading(long at, long changes)
{
    public long At { get; } = at;

    public long Changes { get; } = changes;

    /// <summary>The workspaces that were changed since: what is read of them is not kept.</summary>
    public HashSet<Guid> Changed { get; } = [];
}
