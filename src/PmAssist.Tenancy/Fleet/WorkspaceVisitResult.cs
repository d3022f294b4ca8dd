namespace PmAssist.Tenancy;

/// <summary>How a function ended in one workspace.</summary>
public sealed class WorkspaceVisitResult : WorkspaceRunResult
{
    internal WorkspaceVisitResult(Guid workspaceId, WorkspaceVisitOutcome outcome, TimeSpan duration, Exception? error)
        : base(workspaceId, duration, error)
        => Outcome = outcome;

    /// <summary>How it ended.</summary>
    public WorkspaceVisitOutcome Outcome { get; }
}
