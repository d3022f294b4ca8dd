using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy;

/// <summary>Rents contexts that are bound to a workspace.</summary>
/// <typeparam name="TContext">The host's workspace context.</typeparam>
/// <remarks>Singleton; safe to use from any thread. The contexts are not.</remarks>
public interface IWorkspaceContextFactory<TContext>
    where TContext : DbContext
{
    /// <summary>
    /// Looks a workspace up and rents a context for it. What was looked up within
    /// <see cref="TenancyOptions.CatalogueCacheDuration"/> needs no query; the call then completes synchronously.
    /// </summary>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>A lease; dispose it to give the context back.</returns>
    /// <exception cref="ArgumentException"><paramref name="workspaceId"/> is empty.</exception>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace.</exception>
    /// <exception cref="WorkspaceUnavailableException">The workspace is not active.</exception>
    Task<WorkspaceLease<TContext>> RentAsync(Guid workspaceId, CancellationToken cancellationToken = default);

    /// <summary>Rents a context for a workspace that was looked up before.</summary>
    /// <param name="workspace">An active workspace.</param>
    /// <returns>A lease; dispose it to give the context back.</returns>
    /// <exception cref="WorkspaceUnavailableException">The workspace is not active.</exception>
    WorkspaceLease<TContext> Rent(Workspace workspace);
}
