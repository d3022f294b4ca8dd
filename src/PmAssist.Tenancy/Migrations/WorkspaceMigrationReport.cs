namespace PmAssist.Tenancy;

/// <summary>What a run did.</summary>
/// <param name="TargetVersion">The newest migration that this build knows.</param>
/// <param name="Results">One for each workspace that was behind when the run began.</param>
/// <param name="Duration">How long the run took.</param>
public sealed record WorkspaceMigrationReport(
    string TargetVersion, IReadOnlyList<WorkspaceMigrationResult> Results, TimeSpan Duration)
{
    /// <summary>The workspaces that failed.</summary>
    public IEnumerable<WorkspaceMigrationResult> Failures
        => Results.Where(r => r.Outcome == WorkspaceMigrationOutcome.Failed);

    /// <summary>Whether every workspace is at the target version.</summary>
    public bool Succeeded
        => Results.All(r => r.Outcome is WorkspaceMigrationOutcome.UpToDate or WorkspaceMigrationOutcome.Migrated);
}
