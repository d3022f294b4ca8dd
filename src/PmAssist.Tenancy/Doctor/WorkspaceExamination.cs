using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>How to examine the fleet.</summary>
public sealed class WorkspaceExamination
{
    /// <summary>
    /// Which workspaces; null for all. Schemas that no row owns, and what is wrong with the database as a whole, are only looked for with
    /// null. Default: null.
    /// </summary>
    public Func<Workspace, bool>? Filter { get; init; }

    /// <summary>Whether to compare the objects in each schema with what its migrations make. Default: true.</summary>
    public bool Structure { get; init; } = true;

    /// <summary>
    /// How long a workspace may be in provisioning, in an import, closed by a restore of its rows or, once its grace period is over, in
    /// deletion before it counts as stuck: 0 to 1 day. Default: 10 min.
    /// </summary>
    [TimeRange("00:00:00", "1.00:00:00", ErrorMessage = "it goes from 0 to 1 day.")]
    public TimeSpan StuckAfter { get; init; } = TimeSpan.FromMinutes(10);
}
