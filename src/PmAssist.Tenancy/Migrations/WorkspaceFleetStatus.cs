namespace PmAssist.Tenancy;

/// <summary>Where the fleet is, as the catalogue has it.</summary>
/// <param name="TargetVersion">The newest migration that this build knows.</param>
/// <param name="Current">How many workspaces have exactly the migrations that this build knows.</param>
/// <param name="Behind">How many lack one of them, or are inside one.</param>
/// <param name="Ahead">How many have all of them and others, which a newer build of the host applied.</param>
/// <param name="Versions">How many workspaces are at which version, the newest version first.</param>
/// <param name="Failed">The workspaces whose last provisioning or migration failed, with the reason in <c>last_error</c>.</param>
public sealed record WorkspaceFleetStatus(
    string TargetVersion,
    int Current,
    int Behind,
    int Ahead,
    IReadOnlyList<WorkspaceVersionCount> Versions,
    IReadOnlyList<Workspace> Failed);
