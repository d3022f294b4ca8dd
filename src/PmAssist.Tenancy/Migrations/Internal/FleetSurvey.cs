using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Who is behind, current and ahead, as the catalogue has it. A fingerprint that this build does not know is looked up in the
/// history of one workspace that has it, once in a process.
/// </summary>
internal sealed class FleetSurvey(
    MasterStore master,
    MigrationSet migrations,
    SchemaHistoryReader histories,
    UnregisteredHistories unregistered,
    TenancyProvider provider)
{
    private volatile bool _isChecked;

    /// <summary>So many rows are read at once, and kept no longer than their page.</summary>
    private const int PageSize = 1000;

    /// <summary>
    /// The workspaces whose schema is not in the database. Read after the rows, and the rows of those that lack it once more: one that is
    /// purged meanwhile is not missing.
    /// </summary>
    public Task<List<Workspace>> FindMissingAsync(CancellationToken cancellationToken)
        => master.ReadAsync(
            async (context, token) =>
            {
                var ids = await MasterStore.Provisioned(context).Where(w => w.Status != WorkspaceStatus.Spare)
                    .Select(w => w.Id).ToListAsync(token).ConfigureAwait(false);
                var schemas = (await provider.GetSchemasAsync(context, token).ConfigureAwait(false)).Select(s => s.WorkspaceId).ToHashSet();
                var missing = new List<Workspace>();
                foreach (var chunk in ids.Where(id => !schemas.Contains(id)).Chunk(FleetHistories.SchemasPerQuery))
                {
                    var some = chunk.ToList();
                    missing.AddRange(await MasterStore.Provisioned(context).Where(w => some.Contains(w.Id)).OrderBy(w => w.Slug)
                        .ToListAsync(token).ConfigureAwait(false));
                }

                return missing;
            },
            cancellationToken);

    /// <summary>Counts all workspaces, in one query.</summary>
    public async Task<FleetCounts> CountAllAsync(CancellationToken cancellationToken)
    {
        var groups = await master.ReadAsync(
            (context, token) => context.Workspaces.AsNoTracking()
                .GroupBy(w => new { w.Status, HasSchema = w.DbSchemaName != null, w.SchemaVersion, w.SchemaFingerprint })
                .Select(g => new
                {
                    g.Key.Status,
                    g.Key.HasSchema,
                    g.Key.SchemaVersion,
                    g.Key.SchemaFingerprint,
                    Count = g.Count(),
                    NextPurgeUtc = g.Min(w => w.PurgeAfterUtc),
                })
                .ToListAsync(token),
            cancellationToken).ConfigureAwait(false);
        var schemas = groups.Where(g => g.HasSchema && g.Status is not (WorkspaceStatus.Deleting or WorkspaceStatus.Spare))
            .Select(g => (State: new SchemaState(g.SchemaVersion, g.SchemaFingerprint), g.Count)).ToList();
        await LearnAsync(schemas.Select(s => s.State), cancellationToken).ConfigureAwait(false);
        var standings = schemas.ToLookup(s => migrations.StandingOf(s.State), s => s.Count);
        return new FleetCounts(
            groups.GroupBy(g => g.Status).ToDictionary(g => g.Key, g => g.Sum(v => v.Count)),
            standings[SchemaStanding.Behind].Sum(),
            standings[SchemaStanding.Current].Sum(),
            standings[SchemaStanding.Ahead].Sum())
        {
            NextPurgeUtc = groups.Where(g => g.Status == WorkspaceStatus.Deleting).Min(g => g.NextPurgeUtc),
        };
    }

    /// <summary>
    /// The workspaces that are not where they should be, or have an error that a migration would clear. Those that no run has failed
    /// on come first, of them the longest unchanged. One that is changed meanwhile may come again.
    /// </summary>
    /// <param name="reached">The fingerprints of workspaces that are where they should be.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public async IAsyncEnumerable<Workspace> FindAsync(
        IReadOnlyList<string> reached, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var hasFailed in (bool[])[false, true])
        {
            Workspace? last = null;
            for (var count = PageSize; count == PageSize;)
            {
                var page = await ReadAsync(reached, hasFailed, last, cancellationToken).ConfigureAwait(false);
                foreach (var unknown in page.Where(w => !migrations.Knows(SchemaState.Of(w))).DistinctBy(w => w.SchemaFingerprint).ToList())
                {
                    await LearnAsync(unknown, cancellationToken).ConfigureAwait(false);
                }

                foreach (var workspace in page)
                {
                    yield return workspace;
                }

                (count, last) = (page.Count, page.LastOrDefault());
            }
        }
    }

    /// <summary>
    /// The rows of planned workspaces, a page at a time, each page when it is needed; without those that are deleted by then.
    /// </summary>
    public async IAsyncEnumerable<PlannedWorkspace> ReadAsync(
        IReadOnlyList<PlannedWorkspace> planned, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var page in planned.Chunk(pageSize))
        {
            var ids = page.Select(w => w.Id).ToList();
            var rows = await master.ReadAsync(
                (context, token) => MasterStore.Provisioned(context).Where(w => ids.Contains(w.Id)).ToDictionaryAsync(w => w.Id, token),
                cancellationToken).ConfigureAwait(false);
            foreach (var workspace in page.Where(w => rows.ContainsKey(w.Id)))
            {
                yield return workspace with { Row = rows[workspace.Id] };
            }
        }
    }

    private Task<List<Workspace>> ReadAsync(
        IReadOnlyList<string> reached, bool hasFailed, Workspace? after, CancellationToken cancellationToken)
        => master.ReadAsync(
            (context, token) =>
            {
                var found = MasterStore.Provisioned(context);
                found = hasFailed
                    ? found.Where(w => w.LastError != null)
                    : found.Where(w => w.LastError == null && (w.SchemaFingerprint == null || !reached.Contains(w.SchemaFingerprint)));
                if (after is { UpdatedUtc: var time, Id: var id })
                {
                    found = found.Where(w => w.UpdatedUtc > time || (w.UpdatedUtc == time && w.Id > id));
                }

                return found.OrderBy(w => w.UpdatedUtc).ThenBy(w => w.Id).Take(PageSize).ToListAsync(token);
            },
            cancellationToken);

    /// <summary>How many workspaces that have an owner are in which state, in one query.</summary>
    public async Task<List<(SchemaState State, int Count)>> CountAsync(CancellationToken cancellationToken)
    {
        var groups = await master.ReadAsync(
            (context, token) => MasterStore.Provisioned(context).Where(w => w.Status != WorkspaceStatus.Spare)
                .GroupBy(w => new { w.SchemaVersion, w.SchemaFingerprint })
                .Select(g => new { g.Key.SchemaVersion, g.Key.SchemaFingerprint, Count = g.Count() })
                .ToListAsync(token),
            cancellationToken).ConfigureAwait(false);
        var counts = groups.ConvertAll(g => (State: new SchemaState(g.SchemaVersion, g.SchemaFingerprint), g.Count));
        await LearnAsync(counts.Select(g => g.State), cancellationToken).ConfigureAwait(false);
        return counts;
    }

    /// <summary>
    /// Whether this build can make workspaces beside those that are there, once in a process: its migrations can be rendered, and a
    /// workspace that is there was made with the contexts in the same order.
    /// </summary>
    /// <exception cref="WorkspaceMigrationException">It cannot.</exception>
    public async Task CheckBuildAsync(CancellationToken cancellationToken)
    {
        if (_isChecked)
        {
            return;
        }

        _ = migrations.Scripts;

        var one = await master.ReadAsync(
            (context, token) => MasterStore.Provisioned(context).OrderBy(w => w.Id).FirstOrDefaultAsync(token), cancellationToken)
            .ConfigureAwait(false);
        if (one is not null)
        {
            await LookAsync(one, cancellationToken).ConfigureAwait(false);
        }

        _isChecked = true;
    }

    /// <summary>Looks up one workspace's fingerprint, unless it is known.</summary>
    public Task LookAsync(Workspace workspace, CancellationToken cancellationToken)
        => migrations.Knows(SchemaState.Of(workspace)) ? Task.CompletedTask : LearnAsync(workspace, cancellationToken);

    private async Task LearnAsync(IEnumerable<SchemaState> states, CancellationToken cancellationToken)
    {
        foreach (var state in states.Where(s => !migrations.Knows(s)))
        {
            await LearnAsync(state.Fingerprint!, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task LearnAsync(string fingerprint, CancellationToken cancellationToken)
    {
        var one = await master.ReadAsync(
            (context, token) => MasterStore.Provisioned(context)
                .Where(w => w.SchemaFingerprint == fingerprint)
                .OrderBy(w => w.Id)
                .FirstOrDefaultAsync(token),
            cancellationToken).ConfigureAwait(false);
        if (one is not null)
        {
            await LearnAsync(one, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task LearnAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        try
        {
            await unregistered.RefuseOtherOrderAsync(workspace, cancellationToken).ConfigureAwait(false);
            var applied = await histories.ReadAsync(workspace.Schema, cancellationToken).ConfigureAwait(false);
            migrations.Learn(new SchemaHistory(applied), workspace.SchemaFingerprint);
        }
        catch (Exception exception) when (DatabaseError.CauseOf(exception) is not null)
        {
            // The schema cannot be read or is lost, which a migration or a verification reports. The version tells meanwhile.
        }
    }
}
