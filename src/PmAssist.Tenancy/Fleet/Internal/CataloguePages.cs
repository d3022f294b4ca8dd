using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>Reads the active workspaces by id, a page at a time, each page when the one before is used up.</summary>
internal sealed class CataloguePages(MasterStore master)
{
    public const int LargePage = 1000;

    public async IAsyncEnumerable<Workspace> ReadActiveAsync(
        int pageSize, Func<Workspace, bool>? filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Below every workspace's id on every engine.
        var last = Guid.Empty;
        for (var count = pageSize; count == pageSize;)
        {
            var after = last;
            var page = await master.ReadAsync(
                (context, token) => context.Workspaces.AsNoTracking()
                    .Where(w => w.Status == WorkspaceStatus.Active && w.Id > after)
                    .OrderBy(w => w.Id)
                    .Take(pageSize)
                    .ToListAsync(token),
                cancellationToken).ConfigureAwait(false);
            foreach (var workspace in page)
            {
                if (filter?.Invoke(workspace) != false)
                {
                    yield return workspace;
                }
            }

            count = page.Count;
            last = count > 0 ? page[^1].Id : last;
        }
    }
}
