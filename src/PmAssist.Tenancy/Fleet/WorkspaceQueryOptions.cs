using System.ComponentModel.DataAnnotations;

namespace PmAssist.Tenancy;

/// <summary>How a query is run over all workspaces.</summary>
/// <remarks>
/// The active workspaces are asked; one at a time, they follow one another by id. There is no timeout for a workspace, because how long its
/// rows take depends on how fast they are consumed. EF's command timeout applies to each command.
/// </remarks>
public sealed class WorkspaceQueryOptions : WorkspaceRunOptions
{
    /// <summary>How many rows are read ahead, of all workspaces together: 1 to 100,000. Default: 256.</summary>
    [Range(1, 100_000, ErrorMessage = "it goes from 1 to 100,000.")]
    public int BufferSize { get; set; } = 256;

    /// <summary>
    /// Called for each workspace that failed, one at a time; the others continue, and rows that the workspace has already yielded remain.
    /// Null to end the enumeration with the first failure. Default: null.
    /// </summary>
    public Action<WorkspaceQueryException>? OnFailure { get; set; }
}
