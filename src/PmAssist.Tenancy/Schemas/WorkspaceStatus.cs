namespace PmAssist.Tenancy;

/// <summary>
/// Where a workspace is in its life: <c>Provisioning → Active ⇄ Suspended → Archived</c>, <c>Deleting → Deleted</c>,
/// <c>Provisioning → Failed → Provisioning</c>, <c>Importing → Suspended</c>. Stored by name.
/// </summary>
public enum WorkspaceStatus
{
    /// <summary>Its row exists, its schema does not exist yet.</summary>
    Provisioning,

    /// <summary>In use.</summary>
    Active,

    /// <summary>Switched off for a while; its data is kept.</summary>
    Suspended,

    /// <summary>Switched off for good; its data is kept.</summary>
    Archived,

    /// <summary>Its schema is being dropped.</summary>
    Deleting,

    /// <summary>Its schema is gone. The row stays, so that its id is never used again.</summary>
    Deleted,

    /// <summary>Its schema could not be created; see <see cref="Workspace.LastError"/>.</summary>
    Failed,

    /// <summary>
    /// Its row exists; its schema and its rows are still being imported, for example by a cutover. Nothing else may complete it, because
    /// it would be empty.
    /// </summary>
    Importing,
}
