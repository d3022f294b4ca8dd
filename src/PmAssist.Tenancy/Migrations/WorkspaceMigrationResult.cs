namespace PmAssist.Tenancy;

/// <summary>What was done to one workspace.</summary>
public sealed class WorkspaceMigrationResult
{
    internal WorkspaceMigrationResult(
        Guid workspaceId, WorkspaceMigrationOutcome outcome, string? fromVersion, string? toVersion, TimeSpan duration, Exception? error)
        => (WorkspaceId, Outcome, FromVersion, ToVersion, Duration, Error)
            = (workspaceId, outcome, fromVersion, toVersion, duration, error);

    internal static WorkspaceMigrationResult Untouched(Guid workspaceId, string? version, WorkspaceMigrationOutcome outcome)
        => new(workspaceId, outcome, version, version, TimeSpan.Zero, error: null);

    /// <summary>The workspace.</summary>
    public Guid WorkspaceId { get; }

    /// <summary>What happened.</summary>
    public WorkspaceMigrationOutcome Outcome { get; }

    /// <summary>The newest migration applied before; null if none or not known.</summary>
    public string? FromVersion { get; }

    /// <summary>The newest migration applied after; null if none or not known.</summary>
    public string? ToVersion { get; }

    /// <summary>How long it took, the wait for the lock included.</summary>
    public TimeSpan Duration { get; internal set; }

    /// <summary>
    /// Why it failed; null if it did not. A <see cref="WorkspaceMigrationException"/> has the context, the migration and the statement.
    /// </summary>
    public Exception? Error { get; }
}
