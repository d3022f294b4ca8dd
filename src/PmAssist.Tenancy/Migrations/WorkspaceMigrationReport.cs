namespace PmAssist.Tenancy;

/// <summary>
/// What a run over the workspaces did: one result for each that was behind or ahead when the run began or came to be so while it went on,
/// and for each that had an error noted.
/// </summary>
public sealed class WorkspaceMigrationReport : WorkspaceRunReport<WorkspaceMigrationResult>
{
    internal WorkspaceMigrationReport(
        string targetVersion, IReadOnlyList<WorkspaceMigrationResult> results, TimeSpan duration, RunStop stop)
        : base(results, duration, stop)
        => TargetVersion = targetVersion;

    /// <summary>The migration that the run went to.</summary>
    public string TargetVersion { get; }

    /// <summary>The workspaces that a newer build has migrated further than this one can; they were left as they are.</summary>
    public IEnumerable<WorkspaceMigrationResult> Ahead => Results.Where(r => !IsWell(r));

    private protected override bool IsWell(WorkspaceMigrationResult result) => result.Outcome != WorkspaceMigrationOutcome.Ahead;
}
