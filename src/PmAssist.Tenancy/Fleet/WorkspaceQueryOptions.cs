using System.ComponentModel.DataAnnotations;

namespace PmAssist.Tenancy;

/// <summary>How a query is run over all workspaces.</summary>
/// <remarks>
/// There is no timeout for a workspace, because how long its rows take depends on how fast they are consumed. EF's command timeout
/// applies to each command.
/// </remarks>
public sealed class WorkspaceQueryOptions
{
    /// <summary>
    /// In how many workspaces it runs at a time, with a connection each: 1 to 256. With 1, the workspaces follow one another by
    /// id. Default: 4.
    /// </summary>
    [Range(1, 256, ErrorMessage = "it goes from 1 to 256.")]
    public int MaxParallelism { get; set; } = 4;

    /// <summary>How many rows are read ahead, of all workspaces together: 1 to 100,000. Default: 256.</summary>
    [Range(1, 100_000, ErrorMessage = "it goes from 1 to 100,000.")]
    public int BufferSize { get; set; } = 256;

    /// <summary>Which of the active workspaces are asked; null for all. Default: null.</summary>
    public Func<Workspace, bool>? Filter { get; set; }

    /// <summary>
    /// Called for each workspace that failed, one at a time; the others continue, and rows that the workspace has already yielded remain.
    /// Null to end the enumeration with the first failure. Default: null.
    /// </summary>
    public Action<WorkspaceQueryException>? OnFailure { get; set; }
}
