using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>The rows that answer a batch of look-ups.</summary>
internal sealed class LookUpAnswer
{
    private readonly Dictionary<Guid, Workspace> _byId;
    private readonly Dictionary<string, Workspace> _bySlug;
    private readonly Dictionary<MemberKey, WorkspaceRole> _roles;

    private LookUpAnswer(List<Workspace> rows, List<WorkspaceMember> members)
    {
        _byId = rows.ToDictionary(w => w.Id);
        _bySlug = rows.Where(w => w.Status != WorkspaceStatus.Deleted).ToDictionary(w => w.Slug);
        _roles = members.ToDictionary(m => new MemberKey(m.WorkspaceId, m.UserId), m => m.Role);
    }

    public static async Task<LookUpAnswer> ReadAsync(
        MasterDbContext context, IReadOnlyList<LookUpKey> keys, CancellationToken cancellationToken)
    {
        var workspaces = context.Workspaces.AsNoTracking();
        List<Guid> ids = [.. keys.Where(k => k.Slug is null).Select(k => k.Id).Distinct()];
        List<string> slugs = [.. keys.Where(k => k.Slug is not null).Select(k => k.Slug!).Distinct()];
        List<string> users = [.. keys.Where(k => k.UserId is not null).Select(k => k.UserId!).Distinct()];
        List<Workspace> rows = [];
        if (slugs.Count > 0)
        {
            rows = await workspaces.Where(w => slugs.Contains(w.Slug) && w.Status != WorkspaceStatus.Deleted)
                .ToListAsync(cancellationToken).ConfigureAwait(false);
        }

        ids.RemoveAll(id => rows.Exists(w => w.Id == id));
        if (ids.Count > 0)
        {
            rows.AddRange(await workspaces.Where(w => ids.Contains(w.Id) && w.Status != WorkspaceStatus.Spare)
                .ToListAsync(cancellationToken).ConfigureAwait(false));
        }

        if (users.Count == 0)
        {
            return new LookUpAnswer(rows, []);
        }

        // Asked for a workspace that is not there as well: how long the answer takes must not tell whether it is.
        List<Guid> found = rows.Count > 0 ? rows.ConvertAll(w => w.Id) : [Guid.Empty];
        return new LookUpAnswer(
            rows,
            await context.Members.AsNoTracking().Where(m => found.Contains(m.WorkspaceId) && users.Contains(m.UserId))
                .ToListAsync(cancellationToken).ConfigureAwait(false));
    }

    public Workspace? RowOf(in LookUpKey key)
        => key.Slug is null ? _byId.GetValueOrDefault(key.Id) : _bySlug.GetValueOrDefault(key.Slug);

    /// <summary>By the user's id exactly, whatever the database's collation considers equal.</summary>
    public WorkspaceRole? RoleOf(in LookUpKey key)
        => key.UserId is not null && RowOf(key) is { } row && _roles.TryGetValue(new(row.Id, key.UserId), out var role) ? role : null;
}
