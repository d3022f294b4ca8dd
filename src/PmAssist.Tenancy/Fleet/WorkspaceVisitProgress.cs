namespace PmAssist.Tenancy;

/// <summary>How far a run over the workspaces is.</summary>
/// <param name="Latest">The workspace just done.</param>
/// <param name="Done">How many are done, the failed ones included.</param>
/// <param name="Failed">How many failed.</param>
/// <param name="Remaining">How many are still to be done.</param>
/// <param name="EstimatedRemaining">How long they may take, at the pace so far.</param>
public sealed record WorkspaceVisitProgress(WorkspaceVisitResult Latest, int Done, int Failed, int Remaining, TimeSpan EstimatedRemaining);
