namespace PmAssist.Tenancy;

/// <summary>What was done to one workspace.</summary>
/// <param name="WorkspaceId">The workspace.</param>
/// <param name="Outcome">What happened.</param>
/// <param name="FromVersion">The newest migration applied before; null if none or not known.</param>
/// <param name="ToVersion">The newest migration applied after; null if none or not known.</param>
/// <param name="Duration">How long it took, the wait for the lock included.</param>
/// <param name="Error">Why it failed; null if it did not.</param>
public sealed record WorkspaceMigrationResult(
    Guid WorkspaceId,
    WorkspaceMigrationOutcome Outcome,
    string? FromVersion,
    string? ToVersion,
    TimeSpan Duration,
    Exception? Error);
