namespace PmAssist.Tenancy;

/// <summary>
/// What a function in each workspace did: one result for each workspace that was active when the run began and passed the filter, by id.
/// </summary>
public sealed class WorkspaceVisitReport : WorkspaceRunReport<WorkspaceVisitResult>
{
    internal WorkspaceVisitReport(IReadOnlyList<WorkspaceVisitResult> results, TimeSpan duration, RunStop stop)
        : base(results, duration, stop)
    {
    }

    /// <summary>What was canceled has not failed, whatever it threw then.</summary>
    private protected override bool HasFailed(WorkspaceVisitResult result) => result.Outcome == WorkspaceVisitOutcome.Failed;
}
