namespace PmAssist.Tenancy;

/// <summary>How a function ended in a workspace.</summary>
public enum WorkspaceVisitOutcome
{
    /// <summary>It ran to its end.</summary>
    Succeeded,

    /// <summary>It threw or took too long, or the workspace could not be opened.</summary>
    Failed,

    /// <summary>The run was cancelled while it ran. What it had saved stays saved.</summary>
    Cancelled,

    /// <summary>It was never started: the run was canceled before, or the workspace was no longer active when its turn came.</summary>
    Skipped,
}
