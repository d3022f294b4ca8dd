namespace PmAssist.Tenancy;

/// <summary>What a run did.</summary>
/// <param name="TargetVersion">The migration that the run went to.</param>
/// <param name="Results">
/// One for each workspace that was behind or ahead when the run began or came to be so while it went on, and for each that had an
/// error noted.
/// </param>
/// <param name="Duration">How long the run took.</param>
/// <param name="Stop">Why it ended early.</param>
public sealed record WorkspaceMigrationReport(
    string TargetVersion, IReadOnlyList<WorkspaceMigrationResult> Results, TimeSpan Duration, WorkspaceMigrationStop Stop)
{
    /// <summary>The workspaces that failed, those left inside a migration among them.</summary>
    public IEnumerable<WorkspaceMigrationResult> Failures
        => Results.Where(r => r.Outcome is WorkspaceMigrationOutcome.Failed or WorkspaceMigrationOutcome.Partial);

    /// <summary>The workspaces that a newer build has migrated further than this one can; they were left as they are.</summary>
    public IEnumerable<WorkspaceMigrationResult> Ahead => Results.Where(r => r.Outcome is WorkspaceMigrationOutcome.Ahead);

    /// <summary>
    /// Whether the run did what it was asked to: none failed, none is ahead, and it did not stop early. One that was deleted
    /// meanwhile does not matter, and a dry run succeeds by saying what is planned.
    /// </summary>
    public bool Succeeded => Stop == WorkspaceMigrationStop.None && !Failures.Any() && !Ahead.Any();
}
