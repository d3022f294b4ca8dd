namespace PmAssist.Tenancy.Providers;

/// <summary>Provisions workspaces that come with rows: from a source database, from a file, from another workspace.</summary>
/// <remarks>
/// Singleton; safe to use from any thread. For packages that build on the library; a host uses <see cref="IWorkspaceService"/>.
/// </remarks>
public interface IWorkspaceProvisioning
{
    /// <summary>
    /// Adds the row of a workspace whose rows come from elsewhere, as <see cref="WorkspaceStatus.Importing"/>, with its owner and the audit
    /// entry <c>workspace.created</c>. <see cref="ProvisionAsync"/> completes it, <see cref="RemoveAsync"/> takes it back, and the doctor
    /// does so with one that was left.
    /// </summary>
    /// <param name="request">What to create; its <see cref="NewWorkspace.RequestId"/> is not used.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidInputException">A text breaks its rule.</exception>
    /// <exception cref="WorkspaceConflictException">The slug is taken, or the id was used before.</exception>
    Task<Workspace> RegisterAsync(NewWorkspace request, CancellationToken cancellationToken);

    /// <summary>
    /// Removes what <see cref="RegisterAsync"/> added and the schema, as if it had never been. A workspace that is complete, or that
    /// something else brings in, is left as it is.
    /// </summary>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="cancellationToken">Cancels the call; call again to finish.</param>
    /// <returns>Whether it was removed.</returns>
    /// <exception cref="SchemaLockedException">Its rows are being brought in.</exception>
    Task<bool> RemoveAsync(Guid workspaceId, CancellationToken cancellationToken);

    /// <summary>
    /// Creates the schema and the tables of a workspace that is in the catalogue as <see cref="WorkspaceStatus.Importing"/>, and writes its
    /// rows. All of it or nothing is visible to others.
    /// </summary>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="actorId">Who asked for it; null for the system.</param>
    /// <param name="cancellationToken">Cancels the call; the workspace is then marked as failed.</param>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace, or it was deleted.</exception>
    /// <exception cref="WorkspaceUnavailableException">
    /// The workspace is in another state afterward, because another call changed it.
    /// </exception>
    /// <exception cref="WorkspaceMigrationException">The schema could not be created or filled.</exception>
    Task<Workspace> ProvisionAsync(Guid workspaceId, InitialRows rows, string? actorId, CancellationToken cancellationToken);
}
