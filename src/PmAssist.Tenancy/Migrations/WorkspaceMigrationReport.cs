namespace PmAssist.Tenancy;

/// <summary>What a run did.</summary>
public sealed class WorkspaceMigrationReport
{
    internal WorkspaceMigrationReport(
        string targetVersion, IReadOnlyList<WorkspaceMigrationResult> results, TimeSpan duration, RunStop stop)
        => (TargetVersion, Results, Duration, Stop) = (targetVersion, results, duration, stop);

    /// <summary>The migration that the run went to.</summary>
    public string TargetVersion { get; }

    /// <summary>
    /// One for each workspace that was behind or ahead when the run began or came to be so while it went on, and for each that had an
    /// error noted.
    /// </summary>
    public IReadOnlyList<WorkspaceMigrationResult> Results { get; }

    /// <summary>How long the run took.</summary>
    public TimeSpan Duration { get; }

    /// <summary>Why it ended early.</summary>
    public RunStop Stop { get; }

    /// <summary>The workspaces that failed, those left inside a migration among them.</summary>
    public IEnumerable<WorkspaceMigrationResult> Failures
        => Results.Where(r => r.Outcome is WorkspaceMigrationOutcome.Failed or WorkspaceMigrationOutcome.Partial);

    /// <summary>The workspaces that a newer build has migrated further than this one can; they were left as they are.</summary>
    public IEnumerable<WorkspaceMigrationResult> Ahead => Results.Where(r => r.Outcome is WorkspaceMigrationOutcome.Ahead);

    /// <summary>
    /// Whether the run did what it was asked to: none failed, none is ahead, and it did not stop early. One that was deleted
    /// meanwhile does not matter, and a dry run succeeds by saying what is planned.
    /// </summary>
    public bool Succeeded => Stop == RunStop.None && !Failures.Any() && !Ahead.Any();
}
