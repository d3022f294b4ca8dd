namespace PmAssist.Tenancy;

/// <summary>Makes a DI scope for one workspace: background jobs, consoles, tests.</summary>
/// <remarks>Singleton; safe to use from any thread.</remarks>
public interface IWorkspaceScopeFactory
{
    /// <summary>
    /// Looks a workspace up and makes a scope in which it is current. What was looked up within
    /// <see cref="TenancyOptions.CatalogueCacheDuration"/> needs no query.
    /// </summary>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The scope; dispose it.</returns>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace.</exception>
    /// <exception cref="WorkspaceUnavailableException">The workspace is not active.</exception>
    Task<WorkspaceScope> CreateScopeAsync(Guid workspaceId, CancellationToken cancellationToken = default);
}
