using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Changes the state of workspaces: each change is checked under the row's lock, and written with its audit entry in one transaction. A
/// change that was made already is not made again.
/// </summary>
internal sealed class WorkspaceLifecycle(MasterStore master, WorkspaceObservers observers, TenancyOptions options)
{
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace, or it was purged.</exception>
    /// <exception cref="WorkspaceConflictException">Its state does not allow the change.</exception>
    public Task<Workspace> MoveAsync(Guid id, string? actorId, WorkspaceTransition transition, CancellationToken cancellationToken)
        => ChangeAsync(
            id,
            workspace =>
            {
                if (workspace.Status == WorkspaceStatus.Deleted)
                {
                    throw WorkspaceNotFoundException.Deleted(id);
                }

                // Whoever suspends a workspace that a restore has closed wants it to stay so.
                if (!transition.IsNeeded(workspace) && workspace.RestoreStatus is null)
                {
                    return null;
                }

                var from = workspace.Status;
                (workspace.Status, workspace.RestoreStatus) = (transition.To, null);
                return transition.Audit(id, actorId, ("from", from.ToString()));
            },
            transition.Tell,
            cancellationToken);

    /// <summary>Suspends an active workspace until the rows of a file are in the place of its own.</summary>
    /// <returns>Whether it was active.</returns>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace, or it was purged.</exception>
    /// <exception cref="WorkspaceConflictException">Another restore has closed it.</exception>
    public async Task<bool> CloseAsync(Guid id, string? actorId, CancellationToken cancellationToken)
        => (await ChangeAsync(
            id,
            workspace =>
            {
                if (workspace.Status == WorkspaceStatus.Active)
                {
                    (workspace.Status, workspace.RestoreStatus) = (WorkspaceStatus.Suspended, WorkspaceStatus.Active);
                    return WorkspaceTransition.Suspend.Audit(
                        id, actorId, ("from", nameof(WorkspaceStatus.Active)), ("until", "its rows are restored"));
                }

                return !workspace.IsBeingRestored ? null : throw new WorkspaceConflictException(
                    $"The rows of the workspace '{workspace.Slug}' ({id}) have been in restoration since {workspace.UpdatedUtc:u}; "
                    + "nothing was changed. Try again when that has ended. If it was killed, call ResumeAsync first: the rows are those "
                    + "before it or those of its file.")
                {
                    WorkspaceId = id,
                    Slug = workspace.Slug,
                    Status = workspace.Status,
                };
            },
            WorkspaceTransition.Suspend.Tell,
            cancellationToken).ConfigureAwait(false)).IsBeingRestored;

    /// <summary>Opens a workspace that a restore has closed; one that somebody changed meanwhile is left as it is.</summary>
    public Task<Workspace> ReopenAsync(Guid id, string? actorId, CancellationToken cancellationToken)
        => ChangeAsync(
            id,
            workspace =>
            {
                if (!workspace.IsBeingRestored)
                {
                    return null;
                }

                (workspace.Status, workspace.RestoreStatus) = (WorkspaceStatus.Active, null);
                return WorkspaceTransition.Resume.Audit(id, actorId, ("from", nameof(WorkspaceStatus.Suspended)));
            },
            WorkspaceTransition.Resume.Tell,
            cancellationToken);

    /// <summary>Closes a workspace. Its schema, its members and its slug stay until it is purged.</summary>
    public Task<Workspace> DeleteAsync(Guid id, string? actorId, CancellationToken cancellationToken)
        => ChangeAsync(
            id,
            workspace =>
            {
                if (workspace.Status == WorkspaceStatus.Deleted || !WorkspaceTransition.Delete.IsNeeded(workspace))
                {
                    return null;
                }

                var now = master.UtcNow;
                workspace.RestoreStatus = workspace.Status;
                workspace.Status = WorkspaceStatus.Deleting;
                (workspace.DeletedUtc, workspace.PurgeAfterUtc) = (now, now + options.DeletionGrace);
                return WorkspaceTransition.Delete.Audit(
                    id,
                    actorId,
                    ("from", workspace.RestoreStatus.ToString()),
                    ("purge_after_utc", $"{workspace.PurgeAfterUtc:O}"));
            },
            WorkspaceTransition.Delete.Tell,
            cancellationToken);

    /// <summary>Takes a deletion back. A workspace that is not being deleted is left as it is.</summary>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace, or it was purged.</exception>
    /// <exception cref="WorkspaceConflictException">Its purge has begun.</exception>
    public Task<Workspace> RestoreAsync(Guid id, string? actorId, CancellationToken cancellationToken)
        => ChangeAsync(
            id,
            workspace =>
            {
                if (workspace.Status != WorkspaceStatus.Deleting)
                {
                    return workspace.Status == WorkspaceStatus.Deleted ? throw WorkspaceNotFoundException.Deleted(id) : null;
                }

                workspace.Status = workspace.RestoreStatus ?? throw new WorkspaceConflictException(
                    $"The workspace '{workspace.Slug}' ({id}) cannot be restored: its purge has begun, and a part of its schema may be "
                    + "gone already. Call PurgeAsync to complete it.")
                {
                    WorkspaceId = id,
                    Slug = workspace.Slug,
                    Status = workspace.Status,
                };
                (workspace.RestoreStatus, workspace.DeletedUtc, workspace.PurgeAfterUtc) = (null, null, null);
                return WorkspaceTransition.Audit("workspace.restored", id, actorId, ("to", workspace.Status.ToString()));
            },
            (observer, workspace, token) => observer.RestoredAsync(workspace, token),
            cancellationToken);

    /// <summary>The point of no return: from here on the workspace cannot be restored, and it has no members.</summary>
    /// <param name="id">The workspace.</param>
    /// <param name="actorId">Who asked for it; null for the system.</param>
    /// <param name="dueUtc">Until when it must be due, or it is left as it is; null if it is to be purged in any case.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The workspace; null if it is not due. It is <see cref="WorkspaceStatus.Deleted"/> if it was purged already.</returns>
    /// <exception cref="WorkspaceNotFoundException">There never was such a workspace.</exception>
    /// <exception cref="WorkspaceConflictException">It is not being deleted.</exception>
    public Task<Workspace?> BeginPurgeAsync(Guid id, string? actorId, DateTime? dueUtc, CancellationToken cancellationToken)
        => master.WriteInTurnAsync(
            id,
            async (context, token) =>
            {
                var workspace = await GetAsync(context, id, token).ConfigureAwait(false);
                if (dueUtc is { } due && !IsDue(workspace, due))
                {
                    return (null, null);
                }

                if (!WorkspaceTransition.Purge.IsNeeded(workspace))
                {
                    return (workspace, null);
                }

                await context.Members.Where(m => m.WorkspaceId == id).ExecuteDeleteAsync(token).ConfigureAwait(false);
                if (workspace.RestoreStatus is null)
                {
                    return (workspace, null);
                }

                workspace.RestoreStatus = null;
                return ((Workspace?)workspace, (NewAuditEntry?)WorkspaceTransition.Audit("workspace.purging", id, actorId));
            },
            cancellationToken);

    /// <summary>Whether a workspace's time has come, or its purge has begun.</summary>
    private static bool IsDue(Workspace workspace, DateTime utc)
        => workspace.Status == WorkspaceStatus.Deleting && (workspace.RestoreStatus is null || workspace.PurgeAfterUtc <= utc);

    /// <param name="id">The workspace.</param>
    /// <param name="change">Changes it and says so; null if there is nothing to change.</param>
    /// <param name="tell">How observers are told of it; null if they are not.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    private async Task<Workspace> ChangeAsync(
        Guid id,
        Func<Workspace, NewAuditEntry?> change,
        Func<IWorkspaceObserver, Workspace, CancellationToken, Task>? tell,
        CancellationToken cancellationToken)
    {
        var (workspace, isChanged) = await master.WriteInTurnAsync(
            id,
            async (context, token) =>
            {
                var workspace = await GetAsync(context, id, token).ConfigureAwait(false);
                var audit = change(workspace);
                return ((workspace, audit is not null), audit);
            },
            cancellationToken).ConfigureAwait(false);
        if (isChanged && tell is not null)
        {
            await observers.TellAsync(workspace, tell, cancellationToken).ConfigureAwait(false);
        }

        return workspace;
    }

    private static async Task<Workspace> GetAsync(MasterDbContext context, Guid id, CancellationToken cancellationToken)
        => await context.Workspaces.AsTracking().SingleOrDefaultAsync(
                w => w.Id == id && w.Status != WorkspaceStatus.Spare, cancellationToken).ConfigureAwait(false)
            ?? throw WorkspaceNotFoundException.ById(id);
}
