namespace PmAssist.Tenancy;

/// <summary>
/// Finds workspaces and what a user may do in them, for callers that name them from outside: a request, a message. What was found within
/// <see cref="TenancyOptions.CatalogueCacheDuration"/>, and what was missing within 5 s, needs no query. A change that this process makes
/// is seen at once, by id, by slug and for members alike; another process's within that time.
/// </summary>
/// <remarks>
/// Singleton; safe to use from any thread. What is missing is remembered apart, so it evicts no workspace. Look-ups that need the database
/// share queries, of which there are at most about 50 a second while something asked for is missing: names that somebody tries do not
/// become as many queries, and each waits a few milliseconds more. With 10,000 look-ups waiting, the next one throws
/// <see cref="MasterUnavailableException"/>.
/// </remarks>
public interface IWorkspaceDirectory
{
    /// <summary>Finds a workspace by its id, and a user's role there; null if there is none, or it was deleted.</summary>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="userId">The host's id of the user; null to ask for nobody's role.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MasterUnavailableException">The database cannot be reached, or too many look-ups are waiting for it.</exception>
    ValueTask<WorkspaceListing?> FindAsync(Guid workspaceId, string? userId, CancellationToken cancellationToken = default);

    /// <summary>
    /// The same by slug. A text that breaks the rule of <see cref="WorkspaceSlug"/> is no workspace's, and needs no query.
    /// </summary>
    /// <param name="slug">The slug; upper and lower case differ.</param>
    /// <param name="userId">The host's id of the user; null to ask for nobody's role.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MasterUnavailableException">The database cannot be reached, or too many look-ups are waiting for it.</exception>
    ValueTask<WorkspaceListing?> FindBySlugAsync(string slug, string? userId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes sure that a workspace can be used now, as entering it by its id does: one that is behind is migrated first where
    /// <see cref="TenancyOptions.OutdatedWorkspace"/> says so.
    /// </summary>
    /// <param name="listing">What was found.</param>
    /// <param name="cancellationToken">Cancels the migration.</param>
    /// <returns>What holds now; completed at once if there was nothing to do.</returns>
    /// <exception cref="WorkspaceUnavailableException">The workspace is not active, or its version is refused.</exception>
    ValueTask<WorkspaceListing> AdmitAsync(WorkspaceListing listing, CancellationToken cancellationToken = default);
}
