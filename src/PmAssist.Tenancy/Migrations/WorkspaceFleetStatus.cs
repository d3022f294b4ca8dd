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
        IReadOnlyList<Workspace> failed,
        IReadOnlyList<Workspace> missing)
        => (TargetVersion, Current, Behind, Ahead, Versions, Failed, Missing)
            = (targetVersion, current, behind, ahead, versions, failed, missing);

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

    /// <summary>
    /// The workspaces whose last provisioning or migration failed, with the reason in <c>last_error</c>.
    /// </summary>
    public IReadOnlyList<Workspace> Failed { get; }

    /// <summary>
    /// The workspaces whose schema is not in the database. They count nowhere else, whatever the catalogue says of their version.
    /// </summary>
    public IReadOnlyList<Workspace> Missing { get; }
}
