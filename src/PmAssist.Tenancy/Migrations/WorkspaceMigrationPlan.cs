namespace PmAssist.Tenancy;

/// <summary>What a run would do, as the catalogue has it.</summary>
/// <param name="TargetVersion">The newest migration that this build knows.</param>
/// <param name="TargetFingerprint">The fingerprint of a workspace with all migrations that this build knows.</param>
/// <param name="Behind">
/// The workspaces that lack a migration of this build, those that no run has failed on first, the longest unchanged of them before
/// the others.
/// </param>
/// <param name="Ahead">The workspaces that a newer build has migrated further; a run leaves them as they are.</param>
public sealed record WorkspaceMigrationPlan(
    string TargetVersion, string TargetFingerprint, IReadOnlyList<Workspace> Behind, IReadOnlyList<Workspace> Ahead);
