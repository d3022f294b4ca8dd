namespace PmAssist.Tenancy;

/// <summary>What all runs say of one workspace.</summary>
public abstract class WorkspaceRunResult
{
    private protected WorkspaceRunResult(Guid workspaceId, TimeSpan duration, Exception? error)
        => (WorkspaceId, Duration, Error) = (workspaceId, duration, error);

    /// <summary>The workspace.</summary>
    public Guid WorkspaceId { get; }

    /// <summary>How long it took, the wait for a lock included.</summary>
    public TimeSpan Duration { get; internal set; }

    /// <summary>Why it failed, a <see cref="TimeoutException"/> if it took too long; null if it did not fail.</summary>
    public Exception? Error { get; }
}
