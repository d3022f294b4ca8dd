using System.Text.RegularExpressions;

namespace PmAssist.Tenancy;

/// <summary>The library's settings. Checked once, when the registration callback returns; not changed afterwards.</summary>
public sealed partial class TenancyOptions
{
    /// <summary>The master schema's default name.</summary>
    public const string DefaultMasterSchema = "pmassist_master";

    /// <summary>
    /// The name that the master's model, its migrations and your SQL on a <see cref="MasterDbContext"/> are written with. It becomes
    /// <see cref="MasterSchema"/> when a command is sent; nothing else in a command is changed.
    /// </summary>
    public const string MasterTemplateName = "pmassist_master_00000000000000000000000000000000";

    /// <summary>
    /// The master schema's name: a lower-case letter or underscore, then up to 62 of <c>a-z</c>, <c>0-9</c> and <c>_</c>; on
    /// SQLite the name of the master's file. Default: <c>pmassist_master</c>.
    /// </summary>
    public string MasterSchema { get; set; } = DefaultMasterSchema;

    /// <summary>How a workspace context's model gets its schema. Default: <see cref="SchemaMode.SharedModel"/>.</summary>
    public SchemaMode SchemaMode { get; set; } = SchemaMode.SharedModel;

    /// <summary>
    /// How many workspaces' models and queries are kept in <see cref="SchemaMode.ModelPerWorkspace"/>: 1 to 100,000. A model
    /// that is not kept is built anew, which takes tens of milliseconds. Not used in the other mode. Default: 100.
    /// </summary>
    public int ModelCacheSize { get; set; } = 100;

    /// <summary>
    /// Whether the host's start checks the database, before the host accepts work: workspaces that a crash left in
    /// <see cref="WorkspaceStatus.Provisioning"/> or <see cref="WorkspaceStatus.Deleting"/> are completed or marked as failed,
    /// and a database that has the template schema is refused. A database that cannot be reached is only logged.
    /// Default: true.
    /// </summary>
    public bool CheckOnStartup { get; set; } = true;

    /// <summary>
    /// Whether the host's start creates or migrates the master schema and then every workspace that is behind, before the
    /// host accepts work. Default: false.
    /// </summary>
    public bool MigrateOnStartup { get; set; }

    /// <summary>
    /// What a request for a context does in a workspace that has not exactly the migrations that this build knows. Default:
    /// <see cref="OutdatedWorkspacePolicy.Allow"/>.
    /// </summary>
    public OutdatedWorkspacePolicy OutdatedWorkspace { get; set; }

    /// <summary>How many contexts of each kind are kept for reuse: 1 to 100,000. Default: 1,024, as in EF Core.</summary>
    public int ContextPoolSize { get; set; } = 1024;

    /// <summary>How long a schema change waits for the schema's lock: 1 ms to 1 h. Default: 30 s.</summary>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a process goes by what it knows of a workspace (its state, version and name) before it looks again: 0 to 1 h.
    /// Another process's change, a suspension for example, is seen within that time; the library's own changes in this process
    /// at once. 0 looks each time. Default: 30 s.
    /// </summary>
    public TimeSpan CatalogueCacheDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many workspaces a process keeps in mind for <see cref="CatalogueCacheDuration"/>: 1 to 1,000,000. Each takes some
    /// 260 bytes, 32 of them from the start. One for which there is no room is looked up. Default: 10,000.
    /// </summary>
    public int CatalogueCacheSize { get; set; } = 10_000;

    /// <summary>
    /// How often a host writes <see cref="Workspace.LastSeenUtc"/> of the workspaces that were used: 1 s to 1 day, or 0 for never.
    /// The time written is that of the write, so it is at most this much later than the use. Default: 1 min.
    /// </summary>
    public TimeSpan LastSeenInterval { get; set; } = TimeSpan.FromMinutes(1);

    internal void Validate()
    {
        if (!SchemaName().IsMatch(MasterSchema ?? "") || WorkspaceSchemaName().IsMatch(MasterSchema!))
        {
            throw new ArgumentException(
                $"{nameof(TenancyOptions)}.{nameof(MasterSchema)} is '{MasterSchema}'. Use a lower-case letter or underscore, then up to 62 "
                + "letters a-z, digits and underscores, and not a workspace's schema name.");
        }

        if (!Enum.IsDefined(SchemaMode))
        {
            throw new ArgumentException($"{nameof(TenancyOptions)}.{nameof(SchemaMode)} is {SchemaMode}, which is not a mode.");
        }

        if (!Enum.IsDefined(OutdatedWorkspace))
        {
            throw new ArgumentException($"{nameof(TenancyOptions)}.{nameof(OutdatedWorkspace)} is {OutdatedWorkspace}, which is not a policy.");
        }

        if (ContextPoolSize is < 1 or > 100_000)
        {
            throw new ArgumentException($"{nameof(TenancyOptions)}.{nameof(ContextPoolSize)} is {ContextPoolSize}; it goes from 1 to 100,000.");
        }

        if (ModelCacheSize is < 1 or > 100_000)
        {
            throw new ArgumentException($"{nameof(TenancyOptions)}.{nameof(ModelCacheSize)} is {ModelCacheSize}; it goes from 1 to 100,000.");
        }

        if (LockTimeout < TimeSpan.FromMilliseconds(1) || LockTimeout > TimeSpan.FromHours(1))
        {
            throw new ArgumentException($"{nameof(TenancyOptions)}.{nameof(LockTimeout)} is {LockTimeout}; it goes from 1 ms to 1 h.");
        }

        if (CatalogueCacheDuration < TimeSpan.Zero || CatalogueCacheDuration > TimeSpan.FromHours(1))
        {
            throw new ArgumentException(
                $"{nameof(TenancyOptions)}.{nameof(CatalogueCacheDuration)} is {CatalogueCacheDuration}; it goes from 0 to 1 h.");
        }

        if (CatalogueCacheSize is < 1 or > 1_000_000)
        {
            throw new ArgumentException(
                $"{nameof(TenancyOptions)}.{nameof(CatalogueCacheSize)} is {CatalogueCacheSize}; it goes from 1 to 1,000,000.");
        }

        if (LastSeenInterval != TimeSpan.Zero && (LastSeenInterval < TimeSpan.FromSeconds(1) || LastSeenInterval > TimeSpan.FromDays(1)))
        {
            throw new ArgumentException(
                $"{nameof(TenancyOptions)}.{nameof(LastSeenInterval)} is {LastSeenInterval}; it is 0, or goes from 1 s to 1 day.");
        }
    }

    [GeneratedRegex(@"^[a-z_][a-z0-9_]{0,62}\z")]
    private static partial Regex SchemaName();

    [GeneratedRegex(@"^ws_[0-9a-f]{32}\z")]
    private static partial Regex WorkspaceSchemaName();
}
