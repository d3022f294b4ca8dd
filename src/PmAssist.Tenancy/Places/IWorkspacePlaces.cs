namespace PmAssist.Tenancy;

/// <summary>
/// Where workspaces are in a cluster of Citus, and how one comes to another place. For operators. Registered by
/// <c>DistributeSchemas()</c> of the package for PostgreSQL.
/// </summary>
/// <remarks>
/// Singleton; safe to use from any thread, and while the workspaces are in use. It works on the login for schema changes, which has to be
/// on the coordinator and, for changes, must not go through a pooler in transaction mode. A change may be repeated without harm.
/// </remarks>
public interface IWorkspacePlaces
{
    /// <summary>Reads where all workspaces are that have a schema, by id, 200 at a time; their sizes once for all.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DistributionException">The database is no coordinator of Citus, or a node does not answer.</exception>
    /// <exception cref="MasterUnavailableException">The master cannot be reached, or has no schema yet.</exception>
    IAsyncEnumerable<WorkspacePlace> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads where a workspace is.</summary>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace, or it was deleted.</exception>
    /// <exception cref="DistributionException">It has no schema yet, or Citus does not answer.</exception>
    Task<WorkspacePlace> GetAsync(Guid workspaceId, CancellationToken cancellationToken = default);

    /// <summary>Reads the nodes of the cluster, the coordinator as the first.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="DistributionException">Citus does not answer.</exception>
    Task<IReadOnlyList<PlaceNode>> GetNodesAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Distributes a workspace that was made without Citus. Its writers wait meanwhile, about 2.5 s at 100,000 rows. Then frees the room
    /// that its rows had on the coordinator.
    /// </summary>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="actorId">Who asked for it, for the audit log: 1 to 128 characters; null for the system.</param>
    /// <param name="cancellationToken">Cancels the call; what was begun is rolled back.</param>
    /// <returns>Whether anything was changed; false if it was distributed already.</returns>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace, or it was deleted.</exception>
    /// <exception cref="DistributionException">
    /// It has no schema yet; or a trigger, or a foreign key to a table that is no reference table, keeps it from being distributed.
    /// </exception>
    /// <exception cref="SchemaLockedException">The lock on the schema was not acquired in time.</exception>
    Task<bool> DistributeAsync(Guid workspaceId, string? actorId = null, CancellationToken cancellationToken = default);

    /// <summary>Brings a workspace back to the coordinator, as it would be without Citus. Its writers wait meanwhile.</summary>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="actorId">Who asked for it, for the audit log: 1 to 128 characters; null for the system.</param>
    /// <param name="cancellationToken">Cancels the call; what was begun is rolled back.</param>
    /// <returns>Whether anything was changed; false if it was not distributed.</returns>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace, or it was deleted.</exception>
    /// <exception cref="DistributionException">It has a table with an identity column, from which Citus knows no way back.</exception>
    /// <exception cref="SchemaLockedException">The lock on the schema was not acquired in time.</exception>
    Task<bool> UndistributeAsync(Guid workspaceId, string? actorId = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Moves a workspace to another node while it is in use: its rows are copied, then its writers wait, about 0.3 s, and go on there.
    /// One workspace is moved at a time. Migrating it waits meanwhile, for <see cref="TenancyOptions.LockTimeout"/> at most.
    /// </summary>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="node">The other node, as <see cref="PlaceNode.Name"/> has it: <c>host:port</c>.</param>
    /// <param name="blockWrites">
    /// Whether writers wait all the time, instead of for the last moment. Needed for a table without a key; a copy takes less time then.
    /// </param>
    /// <param name="actorId">Who asked for it, for the audit log: 1 to 128 characters; null for the system.</param>
    /// <param name="cancellationToken">Cancels the call; the workspace stays where it is.</param>
    /// <returns>Whether anything was changed; false if it was there already.</returns>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace, or it was deleted.</exception>
    /// <exception cref="DistributionException">
    /// It is not distributed, there is no such node, the node takes no workspaces, a table has no key, another workspace is being moved,
    /// or the move failed.
    /// </exception>
    /// <exception cref="SchemaLockedException">The lock on the schema was not acquired in time.</exception>
    Task<bool> MoveAsync(
        Guid workspaceId,
        string node,
        bool blockWrites = false,
        string? actorId = null,
        CancellationToken cancellationToken = default);

    /// <summary>Reads what is being moved, by this library, by hand or by Citus' own rebalancer, and how far it is.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="DistributionException">Citus does not answer.</exception>
    Task<RebalanceProgress> GetProgressAsync(CancellationToken cancellationToken = default);
}
