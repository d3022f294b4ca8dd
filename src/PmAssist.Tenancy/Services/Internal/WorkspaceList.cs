using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>Reads the workspaces that meet a filter, by slug, a page at a time.</summary>
internal sealed class WorkspaceList(MasterStore master)
{
    public async Task<IReadOnlyList<Workspace>> ReadAsync(
        WorkspaceFilter filter, int take, string? after, CancellationToken cancellationToken)
    {
        Check(filter);
        Ensure.Storable(after);

        // No query: a text that no engine accepts is no workspace's value.
        if (filter.Property is { Value: var value } && StoredText.ProblemOf(value) is not null)
        {
            return [];
        }

        var found = new List<Workspace>();
        for (var count = take; count == take && found.Count < take;)
        {
            var last = after;
            var page = await master.ReadAsync(
                (context, token) => Query(context, filter, last).OrderBy(w => w.Slug).Take(take).ToListAsync(token), cancellationToken)
                .ConfigureAwait(false);
            found.AddRange(page.Where(w => Has(w, filter.Property)).Take(take - found.Count));
            (count, after) = (page.Count, page.Count > 0 ? page[^1].Slug : after);
        }

        return found;
    }

    private static IQueryable<Workspace> Query(MasterDbContext context, WorkspaceFilter filter, string? after)
    {
        var workspaces = context.Workspaces.AsNoTracking();
        workspaces = filter.Status is { } status
            ? workspaces.Where(w => w.Status == status)
            : workspaces.Where(w => w.Status != WorkspaceStatus.Deleted
                && w.Status != WorkspaceStatus.Deleting && w.Status != WorkspaceStatus.Spare);
        if (filter.Name is { } name)
        {
            // As it is too: a database may know fewer lower-case letters than .NET does, as SQLite knows those of ASCII only.
            var lower = name.ToLowerInvariant();

            // The overloads that EF translates.
#pragma warning disable CA1304, CA1311, CA1862
            workspaces = workspaces.Where(w => w.Name.ToLower().Contains(lower) || w.Name.Contains(name));
#pragma warning restore CA1304, CA1311, CA1862
        }

        if (filter.MemberId is { } user)
        {
            workspaces = workspaces.Where(w => context.Members.Any(m => m.WorkspaceId == w.Id && m.UserId == user));
        }

        if (filter.Property is (var key, var value))
        {
            workspaces = workspaces.Where(MasterFunctions.HasProperty(key, value));
        }

        if (filter.HasError)
        {
            workspaces = workspaces.Where(w => w.LastError != null);
        }

        // The overload that EF translates: compared as the database sorts.
#pragma warning disable CA1309
        return after is null ? workspaces : workspaces.Where(w => string.Compare(w.Slug, after) > 0);
#pragma warning restore CA1309
    }

    /// <summary>A database's collation may ignore case, accents and trailing spaces.</summary>
    private static bool Has(Workspace workspace, (string Key, string Value)? property)
        => property is not var (key, value) || workspace.Properties.TextOf(key) == value;

    private static void Check(WorkspaceFilter filter)
    {
        Ensure.TextOrNull(filter.Name, Workspace.MaxNameLength);
        Ensure.TextOrNull(filter.MemberId, WorkspaceMember.MaxUserIdLength);
        if (filter.Property is (var key, _) && PropertyChange.ProblemOfKey(key) is { } problem)
        {
            throw new InvalidInputException("Key", problem);
        }
    }
}
