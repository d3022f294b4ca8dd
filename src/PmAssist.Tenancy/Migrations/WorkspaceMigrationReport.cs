namespace PmAssist.Tenancy;

/// <summary>What a run did.</summary>
/// <param name="TargetVersion">The migration that the run went to.</param>
/// <param name="Results">One for each workspace that was behind when the run began or came to be behind while it went on.</param>
/// <param name="Duration">How long the run took.</param>
/// <param name="Stop">Why it ended early.</param>
public sealed record WorkspaceMigrationReport(
    string TargetVersion, IReadOnlyList<WorkspaceMigrationResult> Results, TimeSpan Duration, WorkspaceMigrationStop Stop)
{
    /// <summary>The workspaces that failed, those left inside a migration among them.</summary>
    public IEnumerable<WorkspaceMigrationResult> Failures
        => Results.Where(r => r.Outcome is WorkspaceMigrationOutcome.Failed or WorkspaceMigrationOutcome.Partial);

    /// <summary>Whether every workspace is at the target version.</summary>
    public bool Succeeded
        => Results.All(r => r.Outcome is WorkspaceMigrationOutcome.UpToDate or WorkspaceMigrationOutcome.Migrated);
}
