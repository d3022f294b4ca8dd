namespace PmAssist.Tenancy;

/// <summary>Where a workspace is, and how large it is. Immutable.</summary>
public sealed class WorkspacePlace
{
    internal WorkspacePlace(Workspace workspace) => (WorkspaceId, Slug, Schema) = (workspace.Id, workspace.Slug, workspace.Schema);

    /// <summary>The workspace.</summary>
    public Guid WorkspaceId { get; }

    /// <summary>The workspace's slug.</summary>
    public string Slug { get; }

    /// <summary>Its schema.</summary>
    public WorkspaceSchema Schema { get; }

    /// <summary>Whether it is distributed; false for one that lies on the coordinator as it would without Citus.</summary>
    public bool IsDistributed { get; internal init; }

    /// <summary>The node that it is on, <c>host:port</c>; null if it is not distributed, or has no table yet.</summary>
    public string? Node { get; internal init; }

    /// <summary>How large it is, in bytes, with its indexes.</summary>
    public long Bytes { get; internal init; }

    /// <summary>
    /// Whether <see cref="IWorkspacePlaces.UndistributeAsync"/> could bring it back to the coordinator: false if a table has an identity
    /// column.
    /// </summary>
    public bool HasWayBack { get; internal init; }
}
