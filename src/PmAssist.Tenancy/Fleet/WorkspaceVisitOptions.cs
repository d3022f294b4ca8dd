using System.ComponentModel.DataAnnotations;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>How a function is run in each active workspace.</summary>
public sealed class WorkspaceVisitOptions : WorkspaceRunOptions
{
    /// <summary>
    /// How long one workspace may take: 1 ms to 1 day. The function's token is then canceled, and the workspace counts as failed
    /// when the function has ended. Null for no limit. Default: null.
    /// </summary>
    [TimeRange("00:00:00.001", "1.00:00:00", ErrorMessage = "it goes from 1 ms to 1 day.")]
    public TimeSpan? WorkspaceTimeout { get; set; }
}
