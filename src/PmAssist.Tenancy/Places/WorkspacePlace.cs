namespace PmAssist.Tenancy;

/// <summary>Where a workspace is, and how large it is. Immutable.</summary>
/// <param name="workspace">The workspace.</param>
/// <param name="isDistributed">See <see cref="IsDistributed"/>.</param>
/// <param name="node">See <see cref="Node"/>.</param>
/// <param name="bytes">See <see cref="Bytes"/>.</param>
/// <param name="hasWayBack">See <see cref="HasWayBack"/>.</param>
public sealed class WorkspacePlace(Workspace workspace, bool isDistributed, string? node, long bytes, bool hasWayBack)
{
    /// <summary>The workspace, as the catalogue has it.</summary>
    public Workspace Workspace => workspace;

    /// <summary>Whether it is distributed; false for one that lies where it would without a cluster.</summary>
    public bool IsDistributed => isDistributed;

    /// <summary>The node that it is on, <c>host:port</c>; null if it is not distributed, or has no table yet.</summary>
    public string? Node => node;

    /// <summary>How large it is, in bytes, with its indexes.</summary>
    public long Bytes => bytes;

    /// <summary>
    /// Whether <see cref="IWorkspacePlaces.UndistributeAsync"/> could bring it back: false if a table has an identity column.
    /// </summary>
    public bool HasWayBack => hasWayBack;
}
