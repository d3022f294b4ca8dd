namespace PmAssist.Tenancy.Providers;

/// <summary>Provisions workspaces that come with rows: from a source database, from a file, from another workspace.</summary>
/// <remarks>
/// Singleton; safe to use from any thread. For packages that build on the library; a host uses <see cref="IWorkspaceService"/>.
/// </remarks>
public interface IWorkspaceProvisioning
{
    /// <summary>
    /// Creates the schema and the tables of a workspace that is in the catalogue as <see cref="WorkspaceStatus.Provisioning"/> or
    /// <see cref="WorkspaceStatus.Failed"/>, and writes its rows. All of it or nothing is visible to others.
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
