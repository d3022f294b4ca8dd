using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>
/// The library's settings, through the options pattern: the builder's <c>Configure</c>, a configuration section and
/// <c>services.Configure&lt;TenancyOptions&gt;</c> apply in the order in which they were called.
/// </summary>
/// <remarks>
/// Checked when the registration callback returns and again, complete, when the host starts. What <c>IOptions</c>,
/// <c>IOptionsSnapshot</c> and <c>IOptionsMonitor</c> give is the one instance that the library uses; changing it throws
/// <see cref="InvalidOperationException"/>.
/// </remarks>
public sealed class TenancyOptions
{
    /// <summary>The master schema's default name.</summary>
    public const string DefaultMasterSchema = "pmassist_master";

    private const string MasterSchemaRule = "use a lower-case letter or underscore, then up to 62 letters a-z, digits and underscores, "
        + "and not a workspace's schema name.";

    /// <summary>
    /// The name that the master's model, its migrations and your SQL on a <see cref="MasterDbContext"/> are written with. It becomes
    /// <see cref="MasterSchema"/> when a command is sent; nothing else in a command is changed.
    /// </summary>
    public const string MasterTemplateName = "pmassist_master_00000000000000000000000000000000";

    /// <summary>
    /// The master schema's name: a lower-case letter or underscore, then up to 62 of <c>a-z</c>, <c>0-9</c> and <c>_</c>; on
    /// SQLite the name of the master's file. Default: <c>pmassist_master</c>.
    /// </summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = MasterSchemaRule)]
    [RegularExpression("(?!ws_[0-9a-f]{32}$)[a-z_][a-z0-9_]{0,62}", ErrorMessage = MasterSchemaRule)]
    public string MasterSchema { get; set => field = Changed(value); } = DefaultMasterSchema;

    /// <summary>How a workspace context's model gets its schema. Default: <see cref="SchemaMode.SharedModel"/>.</summary>
    [EnumDataType(typeof(SchemaMode), ErrorMessage = "it is SharedModel or ModelPerWorkspace.")]
    public SchemaMode SchemaMode { get; set => field = Changed(value); } = SchemaMode.SharedModel;

    /// <summary>
    /// How many workspaces' models and queries are kept in <see cref="SchemaMode.ModelPerWorkspace"/>: 1 to 100,000. A model
    /// that is not kept is built again, which takes tens of milliseconds. Not used in the other mode. Default: 100.
    /// </summary>
    [Range(1, 100_000, ErrorMessage = "it goes from 1 to 100,000.")]
    public int ModelCacheSize { get; set => field = Changed(value); } = 100;

    /// <summary>
    /// Whether the host's start checks the database, before the host accepts work: workspaces that a crash left in
    /// <see cref="WorkspaceStatus.Provisioning"/> are completed or marked as failed, those whose purge it interrupted are purged,
    /// and a database that has the template schema is refused. A database that cannot be reached is only logged.
    /// Default: true.
    /// </summary>
    public bool CheckOnStartup { get; set => field = Changed(value); } = true;

    /// <summary>
    /// Whether the host's start creates or migrates the master schema and then every workspace that is behind, before the
    /// host accepts work. One that is ahead of this build is logged and left. Default: false.
    /// </summary>
    public bool MigrateOnStartup { get; set => field = Changed(value); }

    /// <summary>
    /// What a request for a context does if the workspace's migrations are not exactly those that this build knows. Default:
    /// <see cref="OutdatedWorkspacePolicy.Allow"/>.
    /// </summary>
    [EnumDataType(typeof(OutdatedWorkspacePolicy), ErrorMessage = "it is Allow, Refuse or Migrate.")]
    public OutdatedWorkspacePolicy OutdatedWorkspace { get; set => field = Changed(value); }

    /// <summary>
    /// How many contexts of each type are kept for reuse: 0 to 100,000. With 0, each lease has a new one, so that anything kept past its
    /// lease throws, at a cost of about 10 µs per lease. Default: 1,024, as in EF Core.
    /// </summary>
    [Range(0, 100_000, ErrorMessage = "it goes from 0 to 100,000.")]
    public int ContextPoolSize { get; set => field = Changed(value); } = 1024;

    /// <summary>How long a schema change waits for the schema's lock: 1 ms to 1 h. Default: 30 s.</summary>
    [TimeRange("00:00:00.001", "01:00:00", ErrorMessage = "it goes from 1 ms to 1 h.")]
    public TimeSpan LockTimeout { get; set => field = Changed(value); } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a process relies on what it knows of a workspace (its state, version and name) before it reads the row again: 0 to 1 h.
    /// Another process's change, for example a suspension, is seen within that time; the library's own changes in this process are
    /// seen at once. With 0 the row is read each time. Default: 30 s.
    /// </summary>
    [TimeRange("00:00:00", "01:00:00", ErrorMessage = "it goes from 0 to 1 h.")]
    public TimeSpan CatalogueCacheDuration { get; set => field = Changed(value); } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many workspaces a process remembers for <see cref="CatalogueCacheDuration"/>: 1 to 1,000,000. Each takes about
    /// 260 bytes, 32 of them from the start. A workspace for which there is no room is looked up. Default: 10,000.
    /// </summary>
    [Range(1, 1_000_000, ErrorMessage = "it goes from 1 to 1,000,000.")]
    public int CatalogueCacheSize { get; set => field = Changed(value); } = 10_000;

    /// <summary>
    /// How often a host writes <see cref="Workspace.LastSeenUtc"/> of the workspaces that were used: 1 s to 1 day, or 0 for never.
    /// The time written is that of the write, so it is at most this much later than the use. Default: 1 min.
    /// </summary>
    [TimeRange("00:00:01", "1.00:00:00", OrZero = true, ErrorMessage = "it is 0, or goes from 1 s to 1 day.")]
    public TimeSpan LastSeenInterval { get; set => field = Changed(value); } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How old the numbers of the gauges <c>pmassist.workspaces</c> and <c>pmassist.schemas</c> may be when something observes them: 1 s to
    /// 1 day, or 0 for no gauges. A count is one query over the catalogue; while nobody observes them, none is sent. Default: 1 min.
    /// </summary>
    [TimeRange("00:00:01", "1.00:00:00", OrZero = true, ErrorMessage = "it is 0, or goes from 1 s to 1 day.")]
    public TimeSpan FleetGaugeInterval { get; set => field = Changed(value); } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a deleted workspace can be restored before it is purged: 0 to 3,650 days. With 0,
    /// <see cref="IWorkspaceService.DeleteAsync"/> drops it at once. Default: 7 days.
    /// </summary>
    [TimeRange("00:00:00", "3650.00:00:00", ErrorMessage = "it goes from 0 to 3,650 days.")]
    public TimeSpan DeletionGrace { get; set => field = Changed(value); } = TimeSpan.FromDays(7);

    /// <summary>
    /// How often a host purges the deleted workspaces whose time has come: 1 s to 1 day, or 0 if this host is not to purge any. Several
    /// hosts may; each workspace is purged once. Default: 10 min.
    /// </summary>
    [TimeRange("00:00:01", "1.00:00:00", OrZero = true, ErrorMessage = "it is 0, or goes from 1 s to 1 day.")]
    public TimeSpan PurgeInterval { get; set => field = Changed(value); } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How many schemas are kept ready for new workspaces: 0 to 1,000. <see cref="IWorkspaceService.CreateAsync"/> then takes one
    /// instead of making one, unless its request has an id, and this host makes the next. All hosts together keep as many as the one
    /// with the most. With 0 this host neither takes nor makes any. Default: 0.
    /// </summary>
    [Range(0, 1000, ErrorMessage = "it goes from 0 to 1,000.")]
    public int SpareWorkspaces { get; set => field = Changed(value); }

    private bool _isFrozen;

    /// <summary>Prevents further changes: the values that the library has read must not differ from those that are shown.</summary>
    internal TenancyOptions Freeze()
    {
        _isFrozen = true;
        return this;
    }

    private T Changed<T>(T value, [CallerMemberName] string? name = null)
        => !_isFrozen
            ? value
            : throw new InvalidOperationException(
                $"{nameof(TenancyOptions)}.{name} cannot be changed anymore: the settings are in use. "
                + $"Set it in AddPmAssistTenancy(…) or with services.Configure<{nameof(TenancyOptions)}>(…), before the service "
                + "provider is built.");
}
