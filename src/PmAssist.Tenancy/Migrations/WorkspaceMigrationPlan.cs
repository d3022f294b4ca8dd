namespace PmAssist.Tenancy;

/// <summary>What a run would do, as the catalogue has it.</summary>
public sealed class WorkspaceMigrationPlan
{
    internal WorkspaceMigrationPlan(
        string targetVersion, string targetFingerprint, IReadOnlyList<Workspace> behind, IReadOnlyList<Workspace> ahead)
        => (TargetVersion, TargetFingerprint, Behind, Ahead) = (targetVersion, targetFingerprint, behind, ahead);

    /// <summary>The newest migration that this build knows.</summary>
    public string TargetVersion { get; }

    /// <summary>The fingerprint of a workspace with all migrations that this build knows.</summary>
    public string TargetFingerprint { get; }

    /// <summary>
    /// The workspaces that lack a migration of this build, those that no run has failed on first, the longest unchanged of them before
    /// the others.
    /// </summary>
    public IReadOnlyList<Workspace> Behind { get; }

    /// <summary>The workspaces that a newer build has migrated further; a run leaves them as they are.</summary>
    public IReadOnlyList<Workspace> Ahead { get; }
}
