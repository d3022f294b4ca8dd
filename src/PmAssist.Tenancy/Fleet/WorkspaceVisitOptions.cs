using System.ComponentModel.DataAnnotations;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>How a function is run in each workspace.</summary>
public sealed class WorkspaceVisitOptions
{
    /// <summary>In how many workspaces it runs at a time: 1 to 256. Default: 4.</summary>
    [Range(1, 256, ErrorMessage = "it goes from 1 to 256.")]
    public int MaxParallelism { get; set; } = 4;

    /// <summary>
    /// How long one workspace may take: 1 ms to 1 day. The function's token is then canceled, and the workspace counts as failed
    /// when the function has ended. Null for no limit. Default: null.
    /// </summary>
    [TimeRange("00:00:00.001", "1.00:00:00", ErrorMessage = "it goes from 1 ms to 1 day.")]
    public TimeSpan? WorkspaceTimeout { get; set; }

    /// <summary>Which of the active workspaces are visited; called once for each. Null for all. Default: null.</summary>
    public Func<Workspace, bool>? Filter { get; set; }
}
