using System.ComponentModel.DataAnnotations;

namespace PmAssist.Tenancy;

/// <summary>What all runs over workspaces have: how many at a time, and which.</summary>
public abstract class WorkspaceRunOptions
{
    private protected WorkspaceRunOptions()
    {
    }

    /// <summary>In how many workspaces it runs at a time, with a connection each: 1 to 256. Default: 4.</summary>
    [Range(1, 256, ErrorMessage = "it goes from 1 to 256.")]
    public int MaxParallelism { get; set; } = 4;

    /// <summary>Which of the workspaces; called once for each. Null for all. Default: null.</summary>
    public Func<Workspace, bool>? Filter { get; set; }
}
