namespace PmAssist.Tenancy;

/// <summary>How a function ended in one workspace.</summary>
/// <param name="WorkspaceId">The workspace.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Error">Why it failed, a <see cref="TimeoutException"/> if it took too long; null if it did not fail.</param>
public sealed record WorkspaceVisitResult(Guid WorkspaceId, WorkspaceVisitOutcome Outcome, TimeSpan Duration, Exception? Error);
