namespace PmAssist.Tenancy;

/// <summary>The life of workspaces. Each call writes its audit entry in the transaction of its change.</summary>
/// <remarks>Scoped. Every call uses a connection of its own, so calls may overlap.</remarks>
public interface IWorkspaceService
{
    /// <summary>
    /// Creates a workspace: its row, its first member, its schema and its tables. When the call returns, the workspace is
    /// active. After a failure it is <see cref="WorkspaceStatus.Failed"/>, and the same call with its id may be repeated.
    /// </summary>
    /// <param name="request">What to create.</param>
    /// <param name="cancellationToken">
    /// Cancels the call. The workspace stays <see cref="WorkspaceStatus.Provisioning"/>: the same call with its id, or the next start of
    /// a host, completes it.
    /// </param>
    /// <exception cref="InvalidInputException">
    /// A text is blank, too long, cannot be stored or, for a slug, has other characters.
    /// </exception>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="WorkspaceConflictException">The slug is taken, or the id belongs to another or a deleted workspace.</exception>
    /// <exception cref="SchemaLockedException">Another process was working on the same id all the while.</exception>
    /// <exception cref="WorkspaceMigrationException">The schema could not be made; the cause is in <c>last_error</c>.</exception>
    Task<Workspace> CreateAsync(NewWorkspace request, CancellationToken cancellationToken = default);

    /// <summary>Gets a workspace in any state but deleted, from the database in each call.</summary>
    /// <param name="id">The workspace.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <exception cref="WorkspaceNotFoundException">There is none, or it was deleted.</exception>
    Task<Workspace> GetAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Finds a workspace by its slug; null if there is none.</summary>
    /// <param name="slug">The slug.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<Workspace?> FindBySlugAsync(string slug, CancellationToken cancellationToken = default);

    /// <summary>Lists workspaces by slug, a page at a time.</summary>
    /// <param name="filter">Which ones; null for all that are neither deleted nor being deleted.</param>
    /// <param name="take">How many at most: 1 to 1,000. Default: 100.</param>
    /// <param name="after">The slug of the previous page's last workspace, to continue after it; null for the first page.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>The page; it is the last one if it has less than <paramref name="take"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="take"/> is out of range.</exception>
    /// <exception cref="InvalidInputException">A text of the filter is blank, too long or cannot be stored, or no property can have its
    /// key.</exception>
    Task<IReadOnlyList<Workspace>> ListAsync(
        WorkspaceFilter? filter = null, int take = 100, string? after = null, CancellationToken cancellationToken = default);

    /// <summary>Gives a workspace another name. Slug and schema stay.</summary>
    /// <param name="id">The workspace.</param>
    /// <param name="name">The name; 1 to 200 characters.</param>
    /// <param name="actorId">Who asked for it: 1 to 128 characters, not blank; null for the system.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace.</exception>
    Task<Workspace> RenameAsync(Guid id, string name, string? actorId = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives a workspace another slug. The old one is free at once; name, id and schema stay. With the slug that it has, nothing is
    /// changed.
    /// </summary>
    /// <param name="id">The workspace.</param>
    /// <param name="slug">The slug: 1 to 63 of <c>a-z</c>, <c>0-9</c> and <c>-</c>.</param>
    /// <param name="actorId">Who asked for it; null for the system.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidInputException">The slug breaks its rule.</exception>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace.</exception>
    /// <exception cref="WorkspaceConflictException">The slug is taken.</exception>
    Task<Workspace> ChangeSlugAsync(Guid id, string slug, string? actorId = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sets and removes some of a workspace's <see cref="Workspace.Properties"/>; the others stay. The audit entry has the old and the new
    /// value of each that changed. Concurrent calls for one workspace are made one after the other, across all processes.
    /// </summary>
    /// <param name="id">The workspace.</param>
    /// <param name="changes">
    /// The new values by key, which <see cref="System.Text.Json"/> can serialize; null removes one. A key has 1 to 64 of <c>a-z</c>,
    /// <c>A-Z</c>, <c>0-9</c>, <c>_</c>, <c>-</c> and <c>.</c>. All properties together have at most 4,000 characters as JSON.
    /// </param>
    /// <param name="expectedVersion">
    /// The <see cref="Workspace.Version"/> that the caller has read, to be refused if the workspace was changed since; null to change it
    /// in any case. Default: null.
    /// </param>
    /// <param name="actorId">Who asked for it; null for the system.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The workspace; unchanged, with its version, if the properties had these values already.</returns>
    /// <exception cref="InvalidInputException">A key, a value or the size breaks its rule.</exception>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace.</exception>
    /// <exception cref="WorkspaceConflictException">The workspace has another version than the expected one.</exception>
    Task<Workspace> ChangePropertiesAsync(
        Guid id,
        IReadOnlyDictionary<string, object?> changes,
        int? expectedVersion = null,
        string? actorId = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Switches an active workspace off for a while. An archived one becomes suspended; a suspended one is left as it is.
    /// </summary>
    /// <param name="id">The workspace.</param>
    /// <param name="actorId">Who asked for it: 1 to 128 characters, not blank; null for the system.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace, or it was purged.</exception>
    /// <exception cref="WorkspaceConflictException">It is in another state, which the error has.</exception>
    Task<Workspace> SuspendAsync(Guid id, string? actorId = null, CancellationToken cancellationToken = default);

    /// <summary>Switches a suspended or archived workspace on again. An active one is left as it is.</summary>
    /// <inheritdoc cref="SuspendAsync"/>
    Task<Workspace> ResumeAsync(Guid id, string? actorId = null, CancellationToken cancellationToken = default);

    /// <summary>Switches a suspended workspace off for good. An archived one is left as it is.</summary>
    /// <inheritdoc cref="SuspendAsync"/>
    Task<Workspace> ArchiveAsync(Guid id, string? actorId = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Closes a workspace in any state, and purges it after <see cref="TenancyOptions.DeletionGrace"/>; until then
    /// <see cref="RestoreAsync"/> brings it back. Its slug, its members and its schema stay so long. With a grace of 0 it is purged at
    /// once, as by <see cref="PurgeAsync"/>. Deleting a deleted workspace does nothing, but for completing a purge that was to be at once.
    /// </summary>
    /// <param name="id">The workspace.</param>
    /// <param name="actorId">Who asked for it: 1 to 128 characters, not blank; null for the system.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The workspace, with its <see cref="Workspace.PurgeAfterUtc"/>.</returns>
    /// <exception cref="WorkspaceNotFoundException">There never was such a workspace.</exception>
    /// <exception cref="WorkspaceDependentsException">
    /// Only with a grace of 0: something outside the schema depends on it. The workspace is closed, and nothing of it was dropped.
    /// </exception>
    /// <exception cref="SchemaLockedException">
    /// Only with a grace of 0: another process was working on the schema all the while. The workspace is closed; call again.
    /// </exception>
    /// <exception cref="WorkspaceMigrationException">Only with a grace of 0: the schema could not be dropped; call again.</exception>
    Task<Workspace> DeleteAsync(Guid id, string? actorId = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes a deletion back: the workspace is again what it was, with its slug and its members. A workspace that is not deleted is left as
    /// it is. Migrations leave out what is deleted, so it may be behind.
    /// </summary>
    /// <param name="id">The workspace.</param>
    /// <param name="actorId">Who asked for it: 1 to 128 characters, not blank; null for the system.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace, or it was purged.</exception>
    /// <exception cref="WorkspaceConflictException">Its purge has begun.</exception>
    Task<Workspace> RestoreAsync(Guid id, string? actorId = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Drops a deleted workspace's schema with all it holds, and its members, at once. Its row stays, so that its id is never used again;
    /// its slug is free again. Purging a purged workspace does nothing. A large schema is dropped part by part; after an interruption, the
    /// same call or a host's <see cref="TenancyOptions.PurgeInterval"/> goes on. The host's model is not used.
    /// </summary>
    /// <param name="id">The workspace.</param>
    /// <param name="dropDependents">
    /// Whether objects outside the schema that depend on it (views, foreign keys, defaults, triggers and others) are dropped with it; audit
    /// entries <c>workspace.dependents_dropped</c> name each. Default: false, so that they are refused.
    /// </param>
    /// <param name="actorId">Who asked for it: 1 to 128 characters, not blank; null for the system.</param>
    /// <param name="cancellationToken">Cancels the call; call again to finish.</param>
    /// <exception cref="WorkspaceNotFoundException">There never was such a workspace.</exception>
    /// <exception cref="WorkspaceConflictException">The workspace is not deleted; delete it first.</exception>
    /// <exception cref="WorkspaceDependentsException">
    /// Something outside the schema depends on it. Nothing was changed; what was created after the purge had begun stops it where it is.
    /// </exception>
    /// <exception cref="SchemaLockedException">Another process was working on the schema all the while.</exception>
    /// <exception cref="WorkspaceMigrationException">Something could not be dropped; call again.</exception>
    Task PurgeAsync(
        Guid id, bool dropDependents = false, string? actorId = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Records immediately that a workspace is in use. Not needed in a started host: there, entering a workspace is noted and written
    /// once per <see cref="TenancyOptions.LastSeenInterval"/>.
    /// </summary>
    /// <param name="id">The workspace.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace, or it was deleted.</exception>
    Task TouchAsync(Guid id, CancellationToken cancellationToken = default);
}
