namespace PmAssist.Tenancy;

/// <summary>
/// Where a workspace is in its life: <c>Provisioning → Active ⇄ Suspended ⇄ Archived</c>, <c>Archived → Active</c>,
/// <c>Provisioning → Failed → Provisioning</c>, <c>Importing → Suspended</c>; any of these <c>→ Deleting</c>, from there back or
/// <c>→ Deleted</c>. A spare becomes <c>Active</c>, or <c>Provisioning</c> where the host seeds. Stored by name.
/// </summary>
public enum WorkspaceStatus
{
    /// <summary>Its row is there, its schema not yet.</summary>
    Provisioning = 0,

    /// <summary>In use.</summary>
    Active = 1,

    /// <summary>Switched off for a while; its data stay.</summary>
    Suspended = 2,

    /// <summary>Switched off for good; its data stay.</summary>
    Archived = 3,

    /// <summary>Closed, and to be purged after its grace period. Until then it can be restored.</summary>
    Deleting = 4,

    /// <summary>Purged: its schema is gone. The row stays, so that its id is never used again.</summary>
    Deleted = 5,

    /// <summary>Its schema could not be made; see <see cref="Workspace.LastError"/>.</summary>
    Failed = 6,

    /// <summary>
    /// Its row exists; its schema and its rows are still being imported, for example by a cutover. Nothing else may complete it, because
    /// it would be empty.
    /// </summary>
    Importing = 7,

    /// <summary>
    /// A schema that nobody owns yet, kept for the next workspace that is created. It is in no list, visit or count of workspaces.
    /// </summary>
    Spare = 8,
}
