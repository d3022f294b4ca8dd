using System.ComponentModel.DataAnnotations;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>How the workspaces that are behind are migrated.</summary>
public sealed class WorkspaceMigrationOptions : WorkspaceRunOptions
{
    /// <summary>
    /// How many workspaces are migrated one by one before the others: 0 to 1,000. If one of them fails, the run stops, and the next run
    /// begins with it. Default: 1.
    /// </summary>
    [Range(0, 1000, ErrorMessage = "it goes from 0 to 1,000.")]
    public int CanaryCount { get; set; } = 1;

    /// <summary>
    /// Which workspaces are migrated one by one before the others, in this order, as far as they are behind; <see cref="CanaryCount"/> does
    /// not matter then. If one of them fails, the run stops. Default: none.
    /// </summary>
    public IReadOnlyCollection<Guid> Canaries { get; set; } = [];

    /// <summary>How many workspaces may fail before the run stops; null for any number. Default: null.</summary>
    [Range(0, int.MaxValue, ErrorMessage = "it is 0 or more, or null.")]
    public int? ErrorBudget { get; set; }

    /// <summary>
    /// How long one workspace may take, the wait for its lock included: more than zero, up to 1 day. It is then rolled back and
    /// counts as failed. Null for no limit. Default: null.
    /// </summary>
    [TimeRange("00:00:00.0000001", "1.00:00:00", ErrorMessage = "it is more than zero, and 1 day at most.")]
    public TimeSpan? WorkspaceTimeout { get; set; }

    /// <summary>
    /// How long to wait for a workspace's lock: 1 ms to 1 h; null for <see cref="TenancyOptions.LockTimeout"/>. Default: null.
    /// </summary>
    [TimeRange("00:00:00.001", "01:00:00", ErrorMessage = "it goes from 1 ms to 1 h.")]
    public TimeSpan? LockTimeout { get; set; }

    /// <summary>
    /// The migration to go to, by id or name, with the context's name and a slash before it where several contexts have it; null for the
    /// newest. Workspaces that have later ones stay where they are, unless <see cref="TakeBack"/> is set. Default: null.
    /// </summary>
    public string? TargetMigration { get; set; }

    /// <summary>
    /// Whether workspaces that have migrations after <see cref="TargetMigration"/> are taken back to it, by the migrations' <c>Down</c>:
    /// those of the context that has the target, or of all contexts where the target is <c>0</c>, none of them. Tables and columns that are
    /// taken back are lost with their rows. Default: false.
    /// </summary>
    public bool TakeBack { get; set; }

    /// <summary>
    /// Whether to report what would be done and change nothing. The catalogue is believed; only where it has migrations that this
    /// build does not know, the history of one workspace that has them is read.
    /// Default: false.
    /// </summary>
    public bool DryRun { get; set; }
}
