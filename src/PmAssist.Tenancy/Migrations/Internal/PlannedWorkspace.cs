namespace PmAssist.Tenancy.Internal;

/// <summary>A workspace in a run: small, because a run keeps one for each.</summary>
/// <param name="Id">The workspace's id.</param>
/// <param name="Version">The version that it had when the run was planned.</param>
/// <param name="HasFailed">Whether it had an error noted then.</param>
/// <param name="IsSpare">Whether nobody owned it then.</param>
internal readonly record struct PlannedWorkspace(Guid Id, string? Version, bool HasFailed, bool IsSpare)
{
    /// <summary>Its row, read when its turn comes; null before.</summary>
    public Workspace? Row { get; init; }

    public static PlannedWorkspace Of(Workspace workspace)
        => new(workspace.Id, workspace.SchemaVersion, workspace.LastError is not null, workspace.Status == WorkspaceStatus.Spare);
}
