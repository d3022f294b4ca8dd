using System.ComponentModel.DataAnnotations;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy.Cutover;

/// <summary>How rows are carried over.</summary>
public sealed class CutoverOptions
{
    /// <summary>How many workspaces are carried over at once: 1 to 256. Default: 4.</summary>
    [Range(1, 256, ErrorMessage = "it goes from 1 to 256.")]
    public int MaxParallelism { get; set; } = 4;

    /// <summary>
    /// Where the rows that are left behind are written, as lines of JSON; replaced as a whole by each pass. Needed where a choice is
    /// <see cref="CutoverAction.Skip"/>. Default: null.
    /// </summary>
    public string? QuarantineFile { get; set; }

    /// <summary>
    /// How long the application's longest transaction on the source may take: 0 to 1 day. A change is looked for this far back, because it
    /// becomes visible only when its transaction ends. Default: 10 min.
    /// </summary>
    [TimeRange("00:00:00", "1.00:00:00", ErrorMessage = "it goes from 0 to 1 day.")]
    public TimeSpan LongestTransaction { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Whether <see cref="IWorkspaceCutover.OpenAsync"/> opens although the last verification under the fence found differences.
    /// Default: false.
    /// </summary>
    public bool OpenWithDifferences { get; set; }

    /// <summary>Who does it, for the audit log; null for the system. Default: null.</summary>
    public string? ActorId { get; set; }
}
