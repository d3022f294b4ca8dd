namespace PmAssist.Tenancy;

/// <summary>
/// The current workspace's links to external systems. Works on the scope's workspace context, so a call that changes
/// something also saves that context's other pending changes and takes part in its transaction.
/// </summary>
/// <remarks>Scoped; used by one caller at a time, as the context. Every call needs a current workspace.</remarks>
public interface IIntegrationService
{
    /// <summary>Creates an integration.</summary>
    /// <param name="integration">What to create.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidInputException">A text is blank or too long, or the configuration is not JSON.</exception>
    /// <exception cref="WorkspaceConflictException">The provider's external id is linked already.</exception>
    /// <exception cref="WorkspaceNotBoundException">The scope has no current workspace.</exception>
    Task<WorkspaceIntegration> CreateAsync(NewIntegration integration, CancellationToken cancellationToken = default);

    /// <summary>Finds an integration; null if there is none.</summary>
    /// <param name="id">The integration.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<WorkspaceIntegration?> FindAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Lists a provider's integrations by display name.</summary>
    /// <param name="provider">The external system, not blank; null for all.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<WorkspaceIntegration>> ListAsync(string? provider = null, CancellationToken cancellationToken = default);

    /// <summary>Changes an integration.</summary>
    /// <param name="id">The integration.</param>
    /// <param name="changes">What to change.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The integration as it is now.</returns>
    /// <exception cref="IntegrationNotFoundException">The workspace has no such integration.</exception>
    /// <exception cref="WorkspaceConflictException">Another call changed it at the same time.</exception>
    Task<WorkspaceIntegration> UpdateAsync(Guid id, IntegrationChanges changes, CancellationToken cancellationToken = default);

    /// <summary>Removes an integration.</summary>
    /// <param name="id">The integration.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether there was one.</returns>
    Task<bool> RemoveAsync(Guid id, CancellationToken cancellationToken = default);
}
