namespace PmAssist.Tenancy;

/// <summary>A workspace: a row of <c>pmassist_master.Workspace</c>. Changed through <see cref="IWorkspaceService"/> only.</summary>
public sealed class Workspace
{
    private WorkspaceProperties? _properties;

    internal Workspace()
    {
    }

    /// <summary>The longest name, in characters.</summary>
    public const int MaxNameLength = 200;

    /// <summary>The longest slug, in characters: a DNS label's length (RFC 1035, section 2.3.4).</summary>
    public const int MaxSlugLength = 63;

    internal const int MaxErrorLength = 2000;

    internal const int MaxRequestIdLength = 64;

    /// <summary>The workspace's id; never used again, not even after it was deleted.</summary>
    public Guid Id { get; internal set; }

    /// <summary>The name that people see, at most 200 characters.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>The unique name in addresses: 1 to 63 of <c>a-z</c>, <c>0-9</c> and <c>-</c>.</summary>
    public string Slug { get; internal set; } = "";

    /// <summary>The schema's name; null until the schema is ready.</summary>
    public string? DbSchemaName { get; internal set; }

    /// <summary>Where the workspace is in its life.</summary>
    public WorkspaceStatus Status { get; internal set; }

    /// <summary>The id of the newest migration applied, for people; null before the first.</summary>
    public string? SchemaVersion { get; internal set; }

    /// <summary>
    /// The SHA-256 of the ordered ids of all migrations applied, as 64 hexadecimal digits: two workspaces with the same
    /// fingerprint have the same tables. Null before the first migration.
    /// </summary>
    public string? SchemaFingerprint { get; internal set; }

    /// <summary>The last failure to create or migrate the schema, at most 2,000 characters; null after a success.</summary>
    public string? LastError { get; internal set; }

    /// <summary>
    /// The host's own values about the workspace. Changed with <see cref="IWorkspaceService.ChangePropertiesAsync"/>. Not part of a LINQ
    /// query: <see cref="WorkspaceFilter.Property"/> has the database search.
    /// </summary>
    public WorkspaceProperties Properties
    {
        get => _properties ?? WorkspaceProperties.Empty;
        internal set => _properties = value == WorkspaceProperties.Empty ? null : value;
    }

    /// <summary>When the row was inserted, in UTC, to the microsecond.</summary>
    public DateTime CreatedUtc { get; internal set; }

    /// <summary>When the row was last saved, in UTC, to the microsecond.</summary>
    public DateTime UpdatedUtc { get; internal set; }

    /// <summary>
    /// When the workspace was last used, in UTC, at most <see cref="TenancyOptions.LastSeenInterval"/> later than the use itself;
    /// null if never. The library never sets it back, and writing it does not change <see cref="Version"/>.
    /// </summary>
    public DateTime? LastSeenUtc { get; internal set; }

    /// <summary>When the workspace was deleted, in UTC; null if it was not, or was restored.</summary>
    public DateTime? DeletedUtc { get; internal set; }

    /// <summary>
    /// When a deleted workspace is to be purged, in UTC; null if it is not deleted, or was purged. Until then
    /// <see cref="IWorkspaceService.RestoreAsync"/> brings it back.
    /// </summary>
    public DateTime? PurgeAfterUtc { get; internal set; }

    /// <summary>Counts the saves, from 1.</summary>
    public int Version { get; internal set; }

    /// <summary>What the column holds; null for none. Apart, because EF maps text without a converter and a comparer.</summary>
    internal string? PropertiesJson
    {
        get => _properties?.ToString();
        set => _properties = value is null ? null : new WorkspaceProperties(value);
    }

    /// <summary>
    /// The state that a deleted workspace had before, or one that is suspended until its rows are restored; null for others, and for one
    /// whose purge has begun, so that it cannot be restored.
    /// </summary>
    internal WorkspaceStatus? RestoreStatus { get; set; }

    /// <summary>The caller's own id of the request that created the workspace; null for none.</summary>
    internal string? RequestId { get; set; }

    /// <summary>What <see cref="RequestId"/> is of a workspace that an import or a clone makes, and no cutover.</summary>
    internal string ImportRequestId => $"import:{Id:N}";

    /// <summary>Whether an import or a clone has begun to make it, and is not complete.</summary>
    internal bool IsUnfinishedImport => Status == WorkspaceStatus.Importing && RequestId == ImportRequestId;

    /// <summary>Whether it is suspended until the rows of a file are in the place of its own.</summary>
    internal bool IsBeingRestored => Status == WorkspaceStatus.Suspended && RestoreStatus is not null;

    /// <summary>Whether it has a schema that is not being dropped.</summary>
    internal bool IsProvisioned => DbSchemaName is not null && Status != WorkspaceStatus.Deleting;

    /// <summary>The workspace's schema.</summary>
    public WorkspaceSchema Schema => WorkspaceSchema.For(Id);
}
