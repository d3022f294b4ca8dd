namespace PmAssist.Tenancy;

/// <summary>
/// Examines the fleet: the catalogue against the schemas that are there, each schema against what its migrations make, object by object.
/// </summary>
/// <remarks>
/// What a schema should have is not guessed: the doctor makes one of each version that it meets, in a transaction that is rolled back, on
/// SQLite in a file that is deleted. Singleton; safe to use from any thread, and while the fleet is in use.
/// </remarks>
public interface IWorkspaceDoctor
{
    /// <summary>
    /// Examines all workspaces, 200 at a time. Changes nothing. A workspace is compared with what the migrations make that its own history
    /// has: one that is behind is no finding, and neither is what its missing migrations would bring.
    /// </summary>
    /// <param name="examination">What to examine; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the examination.</param>
    /// <returns>The findings, as they are found; none if all is well.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="MasterUnavailableException">The master cannot be reached, or has no schema yet.</exception>
    IAsyncEnumerable<WorkspaceFinding> ExamineAsync(
        WorkspaceExamination? examination = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Repairs what a finding names, if that is safe and it is there still: in one transaction, under the workspace's lock, with an audit
    /// entry.
    /// </summary>
    /// <param name="finding">The finding, with <see cref="WorkspaceFinding.IsSafe"/>.</param>
    /// <param name="actorId">Who asked for it, for the audit log: 1 to 128 characters; null for the system.</param>
    /// <param name="cancellationToken">Cancels the call; what was begun is rolled back.</param>
    /// <returns>Whether anything was changed; false if the finding was over.</returns>
    /// <exception cref="ArgumentException">
    /// The repair is not safe. Read <see cref="WorkspaceFinding.Repair"/> and <see cref="WorkspaceFinding.Script"/>.
    /// </exception>
    /// <exception cref="SchemaLockedException">The lock on the schema was not acquired in time.</exception>
    /// <exception cref="WorkspaceMigrationException">The repair failed, and was rolled back.</exception>
    Task<bool> RepairAsync(WorkspaceFinding finding, string? actorId = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes a workspace of a schema that no row owns. Its id is the one that the schema's name has; the schema itself is not changed, so
    /// that it may be behind afterward.
    /// </summary>
    /// <param name="schema">The schema.</param>
    /// <param name="request">The workspace's name and owner. Its id is null, or the schema's.</param>
    /// <param name="cancellationToken">Cancels the call; nothing is adopted then.</param>
    /// <returns>The workspace, active.</returns>
    /// <exception cref="WorkspaceConflictException">
    /// A row has the id, that of a purged workspace for example, whose id is never used again; or the slug is taken.
    /// </exception>
    /// <exception cref="WorkspaceMigrationException">There is no such schema, or it has no migrations history.</exception>
    /// <exception cref="InvalidInputException">A text is too long or blank.</exception>
    Task<Workspace> AdoptAsync(WorkspaceSchema schema, NewWorkspace request, CancellationToken cancellationToken = default);
}
