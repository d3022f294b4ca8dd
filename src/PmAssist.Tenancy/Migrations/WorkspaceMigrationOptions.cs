namespace PmAssist.Tenancy;

/// <summary>How a run over the workspaces goes.</summary>
public sealed class WorkspaceMigrationOptions
{
    /// <summary>How many workspaces are migrated at once: 1 to 256. Default: 4.</summary>
    public int MaxParallelism { get; set; } = 4;

    /// <summary>
    /// How many workspaces are migrated one by one before the others: 0 to 1,000. If one of them fails, the run stops.
    /// Default: 1.
    /// </summary>
    public int CanaryCount { get; set; } = 1;

    /// <summary>How many workspaces may fail before the run stops; null for any number. Default: null.</summary>
    public int? ErrorBudget { get; set; }

    /// <summary>
    /// How long one workspace may take, the wait for its lock included: more than zero, up to 1 day. It is then rolled back and
    /// counts as failed. Null for no limit. Default: null.
    /// </summary>
    public TimeSpan? WorkspaceTimeout { get; set; }

    /// <summary>
    /// How long to wait for a workspace's lock: 1 ms to 1 h; null for <see cref="TenancyOptions.LockTimeout"/>. Default: null.
    /// </summary>
    public TimeSpan? LockTimeout { get; set; }

    /// <summary>Which of the workspaces that are behind are migrated; null for all. Default: null.</summary>
    public Func<Workspace, bool>? Filter { get; set; }

    /// <summary>
    /// The migration to go to, by id or name; null for the newest. A run never takes a workspace back: that is asked for one
    /// workspace at a time, with <see cref="IWorkspaceMigrator.MigrateAsync"/>. Default: null.
    /// </summary>
    public string? TargetMigration { get; set; }

    /// <summary>
    /// Whether to report what would be done and change nothing. The catalogue is believed; only where it has migrations that this
    /// build does not know, the history of one workspace that has them is read.
    /// Default: false.
    /// </summary>
    public bool DryRun { get; set; }

    internal void Validate()
    {
        Require(MaxParallelism is >= 1 and <= 256, nameof(MaxParallelism), "goes from 1 to 256");
        Require(CanaryCount is >= 0 and <= 1000, nameof(CanaryCount), "goes from 0 to 1,000");
        Require(ErrorBudget is null or >= 0, nameof(ErrorBudget), "is 0 or more");
        Require(
            WorkspaceTimeout is null || (WorkspaceTimeout > TimeSpan.Zero && WorkspaceTimeout <= TimeSpan.FromDays(1)),
            nameof(WorkspaceTimeout),
            "is more than zero, and 1 day at most");
        Require(
            LockTimeout is null || (LockTimeout >= TimeSpan.FromMilliseconds(1) && LockTimeout <= TimeSpan.FromHours(1)),
            nameof(LockTimeout),
            "goes from 1 ms to 1 h");
    }

    private static void Require(bool holds, string name, string rule)
    {
        if (!holds)
        {
            throw new ArgumentException($"{nameof(WorkspaceMigrationOptions)}.{name} {rule}.", name);
        }
    }
}
