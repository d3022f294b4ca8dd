namespace PmAssist.Tenancy;

/// <summary>How far a run is.</summary>
/// <param name="Latest">The workspace just done.</param>
/// <param name="Done">How many are done, the failed ones included.</param>
/// <param name="Failed">How many failed.</param>
/// <param name="Remaining">How many are still to be done.</param>
/// <param name="EstimatedRemaining">
/// How long they may take, at the pace since the first one was done; null until another is. The first one's time says little:
/// it includes building models and opening connections.
/// </param>
public sealed record WorkspaceMigrationProgress(
    WorkspaceMigrationResult Latest, int Done, int Failed, int Remaining, TimeSpan? EstimatedRemaining);
