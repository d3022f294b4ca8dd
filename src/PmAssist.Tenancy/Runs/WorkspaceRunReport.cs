namespace PmAssist.Tenancy;

/// <summary>What all runs over workspaces report.</summary>
/// <typeparam name="TResult">What is said of one workspace.</typeparam>
public abstract class WorkspaceRunReport<TResult>
    where TResult : WorkspaceRunResult
{
    private protected WorkspaceRunReport(IReadOnlyList<TResult> results, TimeSpan duration, RunStop stop)
        => (Results, Duration, Stop) = (results, duration, stop);

    /// <summary>One for each workspace of the run, those that it did not reach among them.</summary>
    public IReadOnlyList<TResult> Results { get; }

    /// <summary>How long the run took.</summary>
    public TimeSpan Duration { get; }

    /// <summary>Why it ended early.</summary>
    public RunStop Stop { get; }

    /// <summary>The workspaces that failed, those left inside a migration among them.</summary>
    public IEnumerable<TResult> Failures => Results.Where(HasFailed);

    /// <summary>
    /// Whether the run did what it was asked to: it did not stop early, none failed, and none is ahead of this build's migrations. A
    /// workspace that was deleted meanwhile does not matter, and a dry run succeeds by saying what is planned.
    /// </summary>
    public bool Succeeded => Stop == RunStop.None && Results.All(r => !HasFailed(r) && IsWell(r));

    private protected virtual bool HasFailed(TResult result) => result.Error is not null;

    private protected virtual bool IsWell(TResult result) => true;
}
