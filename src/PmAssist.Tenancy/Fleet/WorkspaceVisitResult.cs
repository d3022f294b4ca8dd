namespace PmAssist.Tenancy;

/// <summary>How a function ended in one workspace.</summary>
public sealed class WorkspaceVisitResult
{
    internal WorkspaceVisitResult(Guid workspaceId, WorkspaceVisitOutcome outcome, TimeSpan duration, Exception? error)
        => (WorkspaceId, Outcome, Duration, Error) = (workspaceId, outcome, duration, error);

    /// <summary>The workspace.</summary>
    public Guid WorkspaceId { get; }

    /// <summary>How it ended.</summary>
    public WorkspaceVisitOutcome Outcome { get; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; }

    /// <summary>Why it failed, a <see cref="TimeoutException"/> if it took too long; null if it did not fail.</summary>
    public Exception? Error { get; }
}
