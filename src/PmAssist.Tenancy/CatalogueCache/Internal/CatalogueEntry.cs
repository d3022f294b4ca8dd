using System.Text;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// What the cache keeps of a workspace's row, or of an id without one. Each caller gets its own <see cref="Workspace"/>, because a host
/// may change it or attach it to a context.
/// </summary>
internal sealed class CatalogueEntry : ICatalogueItem<Guid>, ICatalogueItem<string>
{
    /// <summary>The slug, which is ASCII, followed by the name: half the size of two strings, and only needed for a complete row.</summary>
    private readonly byte[] _texts = [];
    private readonly byte _slugLength;
    private readonly string? _lastError;

    /// <summary>Immutable, so it is the one object for all callers and is parsed once.</summary>
    private readonly WorkspaceProperties _properties = WorkspaceProperties.Empty;
    private readonly long _createdTicks;
    private readonly long _updatedTicks;
    private long _lastSeenTicks;

    /// <param name="id">The id that was looked up.</param>
    /// <param name="row">Its row; null if there is none.</param>
    /// <param name="share">Returns one instance for equal texts: a fleet has few versions.</param>
    /// <param name="expiresAt">When it expires, as the clock's timestamp.</param>
    public CatalogueEntry(Guid id, Workspace? row, Func<string?, string?> share, long expiresAt)
    {
        (Id, ExpiresAt, IsKnown) = (id, expiresAt, row is not null);
        if (row is null)
        {
            return;
        }

        (_texts, _slugLength) = (Encoding.UTF8.GetBytes(row.Slug + row.Name), (byte)row.Slug.Length);
        (Version, Status, _properties) = (row.Version, row.Status, row.Properties);
        (SchemaVersion, SchemaFingerprint, _lastError) = (share(row.SchemaVersion), share(row.SchemaFingerprint), row.LastError);
        (_createdTicks, _updatedTicks, _lastSeenTicks) = (row.CreatedUtc.Ticks, row.UpdatedUtc.Ticks, row.LastSeenUtc?.Ticks ?? 0);
    }

    public Guid Id { get; }

    public long ExpiresAt { get; }

    /// <summary>Whether there is such a workspace.</summary>
    public bool IsKnown { get; }

    /// <summary>The row's version; null if there is none.</summary>
    public int? Version { get; }

    public WorkspaceStatus Status { get; }

    public string? SchemaVersion { get; }

    public string? SchemaFingerprint { get; }

    /// <summary>The slug, as a new text.</summary>
    public string Slug => Encoding.ASCII.GetString(_texts, 0, _slugLength);

    /// <summary>Whether it is that of a workspace which is there: known, and not purged.</summary>
    public bool IsThere => IsKnown && Status != WorkspaceStatus.Deleted;

    public bool Has(Guid key) => Id == key;

    public bool Has(string key) => Ascii.Equals(_texts.AsSpan(0, _slugLength), key);

    /// <summary>Notes a use that the library has written to the row; the latest wins.</summary>
    public void Seen(DateTime utc)
    {
        var known = Volatile.Read(ref _lastSeenTicks);
        while (known < utc.Ticks)
        {
            var found = Interlocked.CompareExchange(ref _lastSeenTicks, utc.Ticks, known);
            if (found == known)
            {
                return;
            }

            known = found;
        }
    }

    /// <summary>The row of an active workspace, which has its schema and was not deleted, as a new object.</summary>
    public Workspace ToWorkspace()
    {
        var lastSeen = Volatile.Read(ref _lastSeenTicks);
        return new Workspace
        {
            Id = Id,
            Name = Encoding.UTF8.GetString(_texts, _slugLength, _texts.Length - _slugLength),
            Slug = Slug,
            DbSchemaName = Status == WorkspaceStatus.Active ? WorkspaceSchema.For(Id).Name : null,
            Status = Status,
            SchemaVersion = SchemaVersion,
            SchemaFingerprint = SchemaFingerprint,
            LastError = _lastError,
            Properties = _properties,
            CreatedUtc = new DateTime(_createdTicks, DateTimeKind.Utc),
            UpdatedUtc = new DateTime(_updatedTicks, DateTimeKind.Utc),
            LastSeenUtc = lastSeen == 0 ? null : new DateTime(lastSeen, DateTimeKind.Utc),
            Version = Version ?? 0,
        };
    }
}
