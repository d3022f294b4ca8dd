namespace PmAssist.Tenancy.Providers;

/// <summary>Reads and writes the catalogue below the services.</summary>
/// <remarks>
/// Singleton; safe to use from any thread. For packages that build on the library; a host uses <see cref="IWorkspaceService"/>.
/// </remarks>
public interface ICatalogue
{
    /// <summary>Runs a query on the master, retried by the engine's execution strategy.</summary>
    /// <param name="query">The query; it may run again after a transient failure.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <exception cref="MasterUnavailableException">The database cannot be opened, or has no master schema yet.</exception>
    Task<T> ReadAsync<T>(Func<MasterDbContext, CancellationToken, Task<T>> query, CancellationToken cancellationToken);

    /// <summary>Reads a workspace's row.</summary>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace, or it was deleted.</exception>
    Task<Workspace> GetAsync(Guid workspaceId, CancellationToken cancellationToken);

    /// <summary>A statement that inserts a workspace's row, for a session on the master.</summary>
    /// <param name="workspace">The row.</param>
    /// <param name="values">Values by property that take the place of the row's own.</param>
    SchemaStatement Insert(Workspace workspace, IReadOnlyDictionary<string, object?> values);

    /// <summary>
    /// A statement that changes a workspace's row, for a session on the master. Call <see cref="Forget"/> after its commit.
    /// </summary>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="values">The new values by property.</param>
    SchemaStatement Update(Guid workspaceId, IReadOnlyDictionary<string, object?> values);

    /// <summary>
    /// Suspends an active workspace whose rows are about to be replaced; <see cref="IWorkspaceService.ResumeAsync"/> opens it again.
    /// One that nobody opens is found by <see cref="IWorkspaceDoctor"/>, as <see cref="WorkspaceFindingKind.RestoreStuck"/>.
    /// </summary>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="actorId">Who asked for it; null for the system.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether it was active, and so has to be resumed.</returns>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace, or it was purged.</exception>
    /// <exception cref="WorkspaceConflictException">Another such work is under way, or was killed; nothing was changed.</exception>
    Task<bool> SuspendForRestoreAsync(Guid workspaceId, string? actorId, CancellationToken cancellationToken);

    /// <summary>Says that a workspace's row was changed, so that this process reads it again.</summary>
    /// <param name="workspaceId">The workspace.</param>
    void Forget(Guid workspaceId);

    /// <summary>Writes an entry into the audit log, with the current time.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task WriteAuditAsync(NewAuditEntry entry, CancellationToken cancellationToken);
}
