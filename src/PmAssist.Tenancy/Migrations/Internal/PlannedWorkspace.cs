namespace PmAssist.Tenancy.Internal;

/// <summary>A workspace in a run: small, because a run keeps one for each.</summary>
/// <param name="Id">The workspace's id.</param>
/// <param name="Version">The version that it had when the run was planned.</param>
internal readonly record struct PlannedWorkspace(Guid Id, string? Version)
{
    /// <summary>Its row, read when its turn comes; null before.</summary>
    public Workspace? Row { get; init; }

    public static PlannedWorkspace Of(Workspace workspace) => new(workspace.Id, workspace.SchemaVersion);
}
