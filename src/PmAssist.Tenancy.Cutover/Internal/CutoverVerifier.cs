using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>Compares both sides, table by table and workspace by workspace.</summary>
internal sealed class CutoverVerifier(
    ISchemaSessions sessions,
    CutoverDialect dialect,
    TenancyOptions options,
    CutoverStore store,
    CutoverWorkspaces workspaceStore,
    TimeProvider clock)
{
    public Task<CutoverVerification> VerifyAsync(CutoverSource source, int parallelism, CancellationToken cancellationToken)
        => VerifyAsync(source, parallelism, others: [], cancellationToken);

    /// <param name="source">The source side.</param>
    /// <param name="parallelism">How many workspaces at once.</param>
    /// <param name="others">Tables that the source side has nothing for: each of their rows is a difference.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    public async Task<CutoverVerification> VerifyAsync(
        CutoverSource source, int parallelism, IReadOnlyList<CutoverTarget> others, CancellationToken cancellationToken)
    {
        var unsettled = await new BrokenRows(source).UnsettledAsync(cancellationToken).ConfigureAwait(false);
        if (unsettled.Count > 0)
        {
            return new CutoverVerification(0, 0, new Dictionary<string, long>(), [], unsettled);
        }

        var differences = new CutoverDifferences();
        var comparison = new TableComparison(source, dialect, store);
        var (tables, rows) = (0, 0L);
        var workspaces = await WorkspaceRows.KeysAsync(source.Commands, source.Mapping.Workspaces, cancellationToken).ConfigureAwait(false);
        differences.Add(await CompareWorkspacesAsync(workspaces, cancellationToken).ConfigureAwait(false));
        var totals = await TotalsAsync(source, cancellationToken).ConfigureAwait(false);
        foreach (var table in source.Mapping.Tables.Where(t => t.Target.IsMaster))
        {
            var expected = totals[table].Values.FirstOrDefault() ?? RowTotal.None;
            var found = await store.InMasterAsync(
                attach: null,
                (session, token) => comparison.CompareAsync(
                    CutoverCommands.In(session), workspace: null, table, options.MasterSchema, expected, token),
                cancellationToken).ConfigureAwait(false);
            differences.Add(found);
            (tables, rows) = (tables + 1, rows + expected.Count);
        }

        foreach (var target in others.Where(t => t.IsMaster))
        {
            var query = $"SELECT COUNT(*) FROM {store.Table(target.Name)} WHERE {store.Carried(target)}";
            var count = await store.InMasterAsync(
                attach: null, (session, token) => CountAsync(CutoverCommands.In(session), query, token), cancellationToken)
                .ConfigureAwait(false);
            differences.Add(target.Name, count);
        }

        IReadOnlyList<CutoverTarget> othersOfWorkspace = [.. others.Where(t => !t.IsMaster)];
        var byId = workspaces.ToDictionary(w => w.Id);
        var compared = await WorkspaceRuns.RunAsync(
            byId.Keys,
            async (id, token) =>
            {
                var key = source.KeyOf(byId[id].Key);
                var expected = source.Mapping.OfWorkspace
                    .ToDictionary(table => table, table => totals[table].GetValueOrDefault(key) ?? RowTotal.None);
                await CompareAsync(comparison, byId[id], expected, othersOfWorkspace, differences, token).ConfigureAwait(false);
                return (Tables: expected.Count, Rows: expected.Values.Sum(e => e.Count));
            },
            parallelism,
            clock,
            cancellationToken: cancellationToken).ConfigureAwait(false);
        (tables, rows) = (tables + compared.Sum(c => c.Tables), rows + compared.Sum(c => c.Rows));
        return new CutoverVerification(tables, rows, differences.Counts, differences.First(), []);
    }

    /// <summary>What the source side has, by table and workspace.</summary>
    private static async Task<Dictionary<TableMapping, Dictionary<string, RowTotal>>> TotalsAsync(
        CutoverSource source, CancellationToken cancellationToken)
    {
        var totals = new Dictionary<TableMapping, Dictionary<string, RowTotal>>();
        foreach (var table in source.Mapping.Tables)
        {
            var byKey = new Dictionary<string, RowTotal>();
            foreach (var row in await source.Commands.QueryAsync(table.Queries.SelectChecksums(), cancellationToken).ConfigureAwait(false))
            {
                var key = source.KeyOf(row[0]);
                byKey[key] = RowTotal.Read(row[1..]).With(byKey.GetValueOrDefault(key, RowTotal.None));
            }

            totals.Add(table, byKey);
        }

        return totals;
    }

    /// <summary>Workspaces that only one side has.</summary>
    private async Task<IReadOnlyList<CutoverDifference>> CompareWorkspacesAsync(
        IReadOnlyList<SourceWorkspace> workspaces, CancellationToken cancellationToken)
    {
        var carried = await workspaceStore.StatesAsync(cancellationToken).ConfigureAwait(false);
        var ids = workspaces.Select(w => w.Id).ToHashSet();
        var missing = ids.Where(id => carried.GetValueOrDefault(id)?.Fingerprint is null);
        var extra = carried.Keys.Where(id => !ids.Contains(id));
        return
        [
            .. missing.Select(id => Difference(id, CutoverDifferenceKind.Missing)),
            .. extra.Select(id => Difference(id, CutoverDifferenceKind.Extra)),
        ];

        static CutoverDifference Difference(Guid id, CutoverDifferenceKind kind)
            => new(id, CutoverMapping.WorkspaceTarget, id.ToString(), kind);
    }

    private async Task CompareAsync(
        TableComparison comparison,
        SourceWorkspace workspace,
        Dictionary<TableMapping, RowTotal> expected,
        IReadOnlyList<CutoverTarget> others,
        CutoverDifferences differences,
        CancellationToken cancellationToken)
    {
        var schema = WorkspaceSchema.For(workspace.Id);
        await sessions.InWorkspaceAsync(
            schema,
            new SchemaSessionOptions(),
            async (session, token) =>
            {
                var commands = CutoverCommands.In(session);
                foreach (var (table, rows) in expected)
                {
                    differences.Add(
                        await comparison.CompareAsync(commands, workspace, table, schema.Name, rows, token).ConfigureAwait(false));
                }

                foreach (var other in others)
                {
                    var query = $"SELECT COUNT(*) FROM {store.Helper.DelimitIdentifier(other.Name, schema.Name)}";
                    differences.Add(other.Name, await CountAsync(commands, query, token).ConfigureAwait(false));
                }

                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static async Task<long> CountAsync(CutoverCommands commands, string query, CancellationToken cancellationToken)
    {
        var rows = await commands.QueryAsync(query, cancellationToken).ConfigureAwait(false);
        return Convert.ToInt64(rows[0][0], CultureInfo.InvariantCulture);
    }
}
