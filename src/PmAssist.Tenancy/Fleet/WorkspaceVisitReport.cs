namespace PmAssist.Tenancy;

/// <summary>What a run over the workspaces did.</summary>
public sealed class WorkspaceVisitReport
{
    internal WorkspaceVisitReport(IReadOnlyList<WorkspaceVisitResult> results, TimeSpan duration, bool wasCanceled)
        => (Results, Duration, WasCanceled) = (results, duration, wasCanceled);

    /// <summary>One for each workspace that was active when the run began and passed the filter, by id.</summary>
    public IReadOnlyList<WorkspaceVisitResult> Results { get; }

    /// <summary>How long the run took.</summary>
    public TimeSpan Duration { get; }

    /// <summary>Whether it was canceled before it was finished.</summary>
    public bool WasCanceled { get; }

    /// <summary>The workspaces that failed.</summary>
    public IEnumerable<WorkspaceVisitResult> Failures => Results.Where(r => r.Outcome == WorkspaceVisitOutcome.Failed);

    /// <summary>Whether the run finished and no workspace failed.</summary>
    public bool Succeeded => !WasCanceled && !Failures.Any();
}
