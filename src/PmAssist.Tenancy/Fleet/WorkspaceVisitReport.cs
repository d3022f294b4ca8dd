namespace PmAssist.Tenancy;

/// <summary>What a run over the workspaces did.</summary>
/// <param name="Results">One for each workspace that was active when the run began and passed the filter, by id.</param>
/// <param name="Duration">How long the run took.</param>
/// <param name="WasCancelled">Whether it was cancelled before it was through.</param>
public sealed record WorkspaceVisitReport(IReadOnlyList<WorkspaceVisitResult> Results, TimeSpan Duration, bool WasCancelled)
{
    /// <summary>The workspaces that failed.</summary>
    public IEnumerable<WorkspaceVisitResult> Failures => Results.Where(r => r.Outcome == WorkspaceVisitOutcome.Failed);

    /// <summary>Whether the run came to its end and no workspace failed.</summary>
    public bool Succeeded => !WasCancelled && !Failures.Any();
}
