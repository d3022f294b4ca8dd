namespace PmAssist.Tenancy;

/// <summary>The members of workspaces. Each change writes its audit entry in the same transaction.</summary>
/// <remarks>
/// Scoped. Every call uses a connection of its own, so calls may overlap. Changes to one workspace's members are made one at a time,
/// across all processes: if two owners leave at the same time, one of them is refused as the last owner.
/// </remarks>
public interface IWorkspaceMemberService
{
    /// <summary>Adds a member.</summary>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="userId">The host's id of the user; 1 to 128 characters.</param>
    /// <param name="role">What the member may do.</param>
    /// <param name="actorId">Who asked for it: 1 to 128 characters, not blank; null for the system.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidInputException">A text is blank, too long or cannot be stored.</exception>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace, or it is being deleted.</exception>
    /// <exception cref="WorkspaceConflictException">The user is a member already.</exception>
    Task<WorkspaceMember> AddAsync(
        Guid workspaceId, string userId, WorkspaceRole role, string? actorId = null, CancellationToken cancellationToken = default);

    /// <summary>Removes a member.</summary>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="userId">The user.</param>
    /// <param name="actorId">Who asked for it: 1 to 128 characters, not blank; null for the system.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether the user was a member.</returns>
    /// <exception cref="WorkspaceConflictException">The user is the last owner.</exception>
    Task<bool> RemoveAsync(Guid workspaceId, string userId, string? actorId = null, CancellationToken cancellationToken = default);

    /// <summary>Changes what a member may do.</summary>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="userId">The user.</param>
    /// <param name="role">What the member may do from now on.</param>
    /// <param name="actorId">Who asked for it: 1 to 128 characters, not blank; null for the system.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="WorkspaceMemberNotFoundException">The user is not a member.</exception>
    /// <exception cref="WorkspaceConflictException">The user is the last owner.</exception>
    Task<WorkspaceMember> ChangeRoleAsync(
        Guid workspaceId, string userId, WorkspaceRole role, string? actorId = null, CancellationToken cancellationToken = default);

    /// <summary>Lists a workspace's members by user id, a page at a time; none if there is no such workspace, or it was purged.</summary>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="take">How many at most: 1 to 1,000. Default: 100.</param>
    /// <param name="after">The user id of the previous page's last member, to continue after it; null for the first page.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>The page; it is the last one if it has less than <paramref name="take"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="take"/> is out of range.</exception>
    Task<IReadOnlyList<WorkspaceMember>> ListAsync(
        Guid workspaceId, int take = 100, string? after = null, CancellationToken cancellationToken = default);
}
