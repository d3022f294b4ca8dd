namespace PmAssist.Tenancy;

/// <summary>What a run would do, as the catalogue has it.</summary>
public sealed class WorkspaceMigrationPlan
{
    /// <summary>How many workspaces a plan and a status list at most; they count all of them.</summary>
    public const int MaxListed = 100;

    internal WorkspaceMigrationPlan(
        string targetVersion,
        string targetFingerprint,
        int behindCount,
        int aheadCount,
        IReadOnlyList<Workspace> behind,
        IReadOnlyList<Workspace> ahead)
        => (TargetVersion, TargetFingerprint, BehindCount, AheadCount, Behind, Ahead) =
            (targetVersion, targetFingerprint, behindCount, aheadCount, behind, ahead);

    /// <summary>The newest migration that this build knows.</summary>
    public string TargetVersion { get; }

    /// <summary>The fingerprint of a workspace with all migrations that this build knows.</summary>
    public string TargetFingerprint { get; }

    /// <summary>How many workspaces lack a migration of this build.</summary>
    public int BehindCount { get; }

    /// <summary>How many workspaces a newer build has migrated further; a run leaves them as they are.</summary>
    public int AheadCount { get; }

    /// <summary>
    /// The first <see cref="MaxListed"/> of the workspaces that lack a migration of this build, in the order of a run: those that no
    /// run has failed on, the longest unchanged of them first, then the others.
    /// </summary>
    public IReadOnlyList<Workspace> Behind { get; }

    /// <summary>The first <see cref="MaxListed"/> of the workspaces that a newer build has migrated further.</summary>
    public IReadOnlyList<Workspace> Ahead { get; }
}
