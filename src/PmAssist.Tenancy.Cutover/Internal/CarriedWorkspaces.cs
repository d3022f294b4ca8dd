namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>The catalogue's rows of the source workspaces: what a pass finds there, and what it has to do for each.</summary>
/// <param name="Workspaces">The source side's workspaces.</param>
/// <param name="States">What the cutover knows of them.</param>
/// <param name="Gone">Workspaces that the source side no longer has.</param>
/// <param name="Counts">What was changed in the catalogue.</param>
internal sealed record CarriedWorkspaces(
    IReadOnlyList<SourceWorkspace> Workspaces,
    IReadOnlyDictionary<Guid, WorkspaceState> States,
    IReadOnlyList<Guid> Gone,
    CopyCounts Counts);
