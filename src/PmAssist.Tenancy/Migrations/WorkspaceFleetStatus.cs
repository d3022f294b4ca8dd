namespace PmAssist.Tenancy;

/// <summary>Where the fleet is, as the catalogue has it.</summary>
public sealed class WorkspaceFleetStatus
{
    internal WorkspaceFleetStatus(
        string targetVersion,
        int current,
        int behind,
        int ahead,
        IReadOnlyList<WorkspaceVersionCount> versions,
        int failedCount,
        IReadOnlyList<Workspace> failed)
        => (TargetVersion, Current, Behind, Ahead, Versions, FailedCount, Failed) =
            (targetVersion, current, behind, ahead, versions, failedCount, failed);

    /// <summary>The newest migration that this build knows.</summary>
    public string TargetVersion { get; }

    /// <summary>How many workspaces have exactly the migrations that this build knows.</summary>
    public int Current { get; }

    /// <summary>How many lack one of them, or are inside one.</summary>
    public int Behind { get; }

    /// <summary>How many have all of them and others, which a newer build of the host applied.</summary>
    public int Ahead { get; }

    /// <summary>How many workspaces are at which version, the newest version first.</summary>
    public IReadOnlyList<WorkspaceVersionCount> Versions { get; }

    /// <summary>How many workspaces' last provisioning, migration or purge failed.</summary>
    public int FailedCount { get; }

    /// <summary>
    /// The first <see cref="WorkspaceMigrationPlan.MaxListed"/> of them by slug, with the reason in <c>last_error</c>. All of them, page by
    /// page: <see cref="IWorkspaceService.ListAsync"/> with <see cref="WorkspaceFilter.HasError"/>.
    /// </summary>
    public IReadOnlyList<Workspace> Failed { get; }
}
