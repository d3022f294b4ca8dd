namespace PmAssist.Tenancy;

/// <summary>
/// What was done to one workspace. Of a failure, a <see cref="WorkspaceMigrationException"/> as the error has the context, the migration
/// and the statement.
/// </summary>
public sealed class WorkspaceMigrationResult : WorkspaceRunResult
{
    internal WorkspaceMigrationResult(
        Guid workspaceId, WorkspaceMigrationOutcome outcome, string? fromVersion, string? toVersion, TimeSpan duration, Exception? error)
        : base(workspaceId, duration, error)
        => (Outcome, FromVersion, ToVersion) = (outcome, fromVersion, toVersion);

    internal static WorkspaceMigrationResult Untouched(Guid workspaceId, string? version, WorkspaceMigrationOutcome outcome)
        => new(workspaceId, outcome, version, version, TimeSpan.Zero, error: null);

    /// <summary>What happened.</summary>
    public WorkspaceMigrationOutcome Outcome { get; }

    /// <summary>The newest migration applied before; null if none or not known.</summary>
    public string? FromVersion { get; }

    /// <summary>The newest migration applied after; null if none or not known.</summary>
    public string? ToVersion { get; }
}
