namespace PmAssist.Tenancy;

/// <summary>Where the fleet is: as the catalogue has it, of the schemas that are in the database.</summary>
public sealed class WorkspaceFleetStatus
{
    internal WorkspaceFleetStatus(
        string targetVersion,
        int current,
        int behind,
        int ahead,
        IReadOnlyList<WorkspaceVersionCount> versions,
        int failedCount,
        IReadOnlyList<Workspace> failed,
        IReadOnlyList<Workspace> missing)
        => (TargetVersion, Current, Behind, Ahead, Versions, FailedCount, Failed, Missing)
            = (targetVersion, current, behind, ahead, versions, failedCount, failed, missing);

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

    /// <summary>
    /// The workspaces whose schema is not in the database. They count nowhere else, whatever the catalogue says of their version.
    /// </summary>
    public IReadOnlyList<Workspace> Missing { get; }
}
