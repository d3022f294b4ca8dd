namespace PmAssist.Tenancy;

/// <summary>How a function ended in a workspace.</summary>
public enum WorkspaceVisitOutcome
{
    /// <summary>It was never begun: the run was canceled before, or the workspace was no longer active when its turn came.</summary>
    Skipped = 0,

    /// <summary>It ran to its end.</summary>
    Succeeded = 1,

    /// <summary>It threw, or took too long, or the workspace could not be opened.</summary>
    Failed = 2,

    /// <summary>The run was canceled while it ran. What it had saved stays saved.</summary>
    Canceled = 3,
}
