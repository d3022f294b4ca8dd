namespace PmAssist.Tenancy;

/// <summary>What a run would do, as the catalogue has it.</summary>
/// <param name="TargetVersion">The newest migration that this build knows.</param>
/// <param name="TargetFingerprint">The fingerprint of a workspace with all migrations that this build knows.</param>
/// <param name="Outdated">The workspaces whose fingerprint differs, those that no run has failed on first, the longest unchanged of them before the others.</param>
public sealed record WorkspaceMigrationPlan(string TargetVersion, string TargetFingerprint, IReadOnlyList<Workspace> Outdated);
