using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

internal sealed class WorkspaceMemberService(MasterStore master) : IWorkspaceMemberService
{
    public async Task<WorkspaceMember> AddAsync(
        Guid workspaceId, string userId, WorkspaceRole role, string? actorId = null, CancellationToken cancellationToken = default)
    {
        Check(workspaceId, userId, actorId);
        Check(role);
        try
        {
            return await master.WriteInTurnAsync(
                workspaceId,
                async (context, token) =>
                {
                    var isThere = await context.Workspaces
                        .Where(w => w.Status != WorkspaceStatus.Deleted && w.Status != WorkspaceStatus.Deleting
                            && w.Status != WorkspaceStatus.Spare)
                        .AnyAsync(w => w.Id == workspaceId, token)
                        .ConfigureAwait(false);
                    if (!isThere)
                    {
                        throw WorkspaceNotFoundException.ById(workspaceId);
                    }

                    if (await FindAsync(context, workspaceId, userId, token).ConfigureAwait(false) is not null)
                    {
                        throw AlreadyThere(workspaceId, userId, exception: null);
                    }

                    var member = new WorkspaceMember { WorkspaceId = workspaceId, UserId = userId, Role = role, JoinedUtc = master.UtcNow };
                    context.Add(member);
                    return (member, Audit("member.added", member, actorId, ("role", role.ToString())));
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (DbUpdateException exception)
        {
            // The same member was added without the workspace's lock, for example by a host's own SQL.
            var member = await master.ReadAsync(
                (context, token) => FindAsync(context, workspaceId, userId, token), cancellationToken).ConfigureAwait(false);
            if (member is null)
            {
                throw;
            }

            throw AlreadyThere(workspaceId, userId, exception);
        }
    }

    public Task<bool> RemoveAsync(Guid workspaceId, string userId, string? actorId = null, CancellationToken cancellationToken = default)
    {
        Check(workspaceId, userId, actorId);
        return master.WriteInTurnAsync(
            workspaceId,
            async (context, token) =>
            {
                if (await FindAsync(context, workspaceId, userId, token).ConfigureAwait(false) is not { } member)
                {
                    return (false, null);
                }

                await KeepAnOwnerAsync(context, member, token).ConfigureAwait(false);
                context.Remove(member);
                return (true, (NewAuditEntry?)Audit("member.removed", member, actorId, ("role", member.Role.ToString())));
            },
            cancellationToken);
    }

    public Task<WorkspaceMember> ChangeRoleAsync(
        Guid workspaceId, string userId, WorkspaceRole role, string? actorId = null, CancellationToken cancellationToken = default)
    {
        Check(workspaceId, userId, actorId);
        Check(role);
        return master.WriteInTurnAsync(
            workspaceId,
            async (context, token) =>
            {
                var member = await FindAsync(context, workspaceId, userId, token).ConfigureAwait(false)
                    ?? throw new WorkspaceMemberNotFoundException(workspaceId, userId);
                if (member.Role == role)
                {
                    return (member, null);
                }

                await KeepAnOwnerAsync(context, member, token).ConfigureAwait(false);
                var from = member.Role;
                member.Role = role;
                return (
                    member,
                    (NewAuditEntry?)Audit("member.role_changed", member, actorId, ("from", from.ToString()), ("to", role.ToString())));
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<WorkspaceMember>> ListAsync(
        Guid workspaceId, int take = 100, string? after = null, CancellationToken cancellationToken = default)
    {
        Ensure.NotEmpty(workspaceId);
        Ensure.Take(take);
        Ensure.Storable(after);
        return master.ReadAsync<IReadOnlyList<WorkspaceMember>>(
            async (context, token) =>
            {
                var members = context.Members.AsNoTracking().Where(m => m.WorkspaceId == workspaceId);
                if (after is not null)
                {
                    // The overload that EF translates: compared as the database sorts.
#pragma warning disable CA1309
                    members = members.Where(m => string.Compare(m.UserId, after) > 0);
#pragma warning restore CA1309
                }

                return await members.OrderBy(m => m.UserId).Take(take).ToListAsync(token).ConfigureAwait(false);
            },
            cancellationToken);
    }

    private static Task<WorkspaceMember?> FindAsync(
        MasterDbContext context, Guid workspaceId, string userId, CancellationToken cancellationToken)
        => context.Members.AsTracking().SingleOrDefaultAsync(m => m.WorkspaceId == workspaceId && m.UserId == userId, cancellationToken);

    private static async Task KeepAnOwnerAsync(MasterDbContext context, WorkspaceMember member, CancellationToken cancellationToken)
    {
        if (member.Role == WorkspaceRole.Owner
            && !await context.Members
                .AnyAsync(
                    m => m.WorkspaceId == member.WorkspaceId && m.Role == WorkspaceRole.Owner && m.UserId != member.UserId,
                    cancellationToken)
                .ConfigureAwait(false))
        {
            throw new WorkspaceConflictException(
                $"'{member.UserId}' is the last owner of the workspace {member.WorkspaceId}. Make another member an owner first.")
            {
                WorkspaceId = member.WorkspaceId,
            };
        }
    }

    private static NewAuditEntry Audit(string action, WorkspaceMember member, string? actorId, params (string, string?)[] details)
        => new(action, nameof(WorkspaceMember), member.UserId)
        {
            WorkspaceId = member.WorkspaceId,
            ActorId = actorId,
            Details = AuditDetails.Of(details),
        };

    private static WorkspaceConflictException AlreadyThere(Guid workspaceId, string userId, Exception? exception)
        => new($"The user '{userId}' is already a member of the workspace {workspaceId}. Change the role with ChangeRoleAsync.", exception)
        {
            WorkspaceId = workspaceId,
        };

    private static void Check(Guid workspaceId, string userId, string? actorId)
    {
        Ensure.NotEmpty(workspaceId);
        Ensure.Text(userId, WorkspaceMember.MaxUserIdLength);
        Ensure.TextOrNull(actorId, WorkspaceMember.MaxUserIdLength);
    }

    private static void Check(WorkspaceRole role)
    {
        if (!Enum.IsDefined(role))
        {
            throw new ArgumentOutOfRangeException(nameof(role), role, "There is no such role.");
        }
    }
}
