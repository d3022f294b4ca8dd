namespace PmAssist.Tenancy;

/// <summary>
/// The current workspace of a DI scope. Set once per scope, for example by a middleware; it does not flow into other scopes.
/// </summary>
/// <remarks>Scoped; used by one request at a time, as its scope.</remarks>
public interface IWorkspaceAccessor
{
    /// <summary>The current workspace; null if none was entered.</summary>
    Workspace? Current { get; }

    /// <summary>
    /// Looks a workspace up and makes it the scope's current one. Entering the same one again does nothing. What was looked up
    /// within <see cref="TenancyOptions.CatalogueCacheDuration"/> needs no query.
    /// </summary>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The workspace, as an object of the caller's own.</returns>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace.</exception>
    /// <exception cref="WorkspaceUnavailableException">The workspace is not active.</exception>
    /// <exception cref="InvalidOperationException">The scope has another current workspace.</exception>
    Task<Workspace> EnterAsync(Guid workspaceId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes a workspace that was just found in <see cref="IWorkspaceDirectory"/> the scope's current one, without another look-up.
    /// <see cref="Current"/> is made when it is first asked for.
    /// </summary>
    /// <param name="listing">What was found.</param>
    /// <exception cref="ArgumentException"><paramref name="listing"/> was not found anywhere: it is the default value.</exception>
    /// <exception cref="WorkspaceUnavailableException">The workspace is not active.</exception>
    /// <exception cref="InvalidOperationException">The scope has another current workspace.</exception>
    void Enter(WorkspaceListing listing);
}
