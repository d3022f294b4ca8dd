using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>Compares both sides: numbers and checksums first, keys only where they differ.</summary>
internal sealed class CutoverVerifier(
    ISchemaSessions sessions, CutoverDialect dialect, TenancyOptions options, ICatalogue catalogue, CutoverStore store,
    CutoverWorkspaces workspaceStore, TimeProvider clock)
{
    private const int MaxDifferences = 1000;

    public Task<CutoverVerification> VerifyAsync(CutoverSource source, int parallelism, CancellationToken cancellationToken)
        => VerifyAsync(source, parallelism, others: [], cancellationToken);

    /// <param name="source">The old side.</param>
    /// <param name="parallelism">How many workspaces at once.</param>
    /// <param name="others">Tables that the old side has nothing for: each of their rows is a difference.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    private async Task<CutoverVerification> VerifyAsync(
        CutoverSource source, int parallelism, IReadOnlyList<CutoverTarget> others, CancellationToken cancellationToken)
    {
        var unsettled = await new CutoverPlanner(source).UnsettledAsync(cancellationToken).ConfigureAwait(false);
        if (unsettled.Count > 0)
        {
            return new CutoverVerification(0, 0, new Dictionary<string, long>(), [], unsettled);
        }

        var differences = new Differences();
        var (tables, rows) = (0, 0L);
        var workspaces = await WorkspaceRows.KeysAsync(source.Commands, source.Mapping.Workspaces, cancellationToken).ConfigureAwait(false);
        differences.Add([.. await CompareWorkspacesAsync(workspaces, cancellationToken).ConfigureAwait(false)]);

        var old = new Dictionary<TableMapping, Dictionary<string, RowsOf>>();
        foreach (var table in source.Mapping.Tables)
        {
            old.Add(table, (await source.Commands.QueryAsync(table.Queries.SelectChecksums(), cancellationToken).ConfigureAwait(false))
                .GroupBy(row => source.KeyOf(row[0]), row => RowsOf.Read(row[1..])).ToDictionary(g => g.Key, g => g.Aggregate((one, other) => one.With(other))));
        }

        foreach (var table in source.Mapping.Tables.Where(t => t.Target.IsMaster))
        {
            var target = new NewRows(table, dialect, store.Helper, options.MasterSchema, store.Carried(table.Target));
            var expected = old[table].Values.FirstOrDefault() ?? RowsOf.None;
            await store.InMasterAsync(
                attach: null,
                async (session, token) =>
                {
                    differences.Add(await CompareAsync(source, CutoverCommands.In(session), workspace: null, target, table, expected, token).ConfigureAwait(false));
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
            (tables, rows) = (tables + 1, rows + expected.Count);
        }

        foreach (var target in others.Where(t => t.IsMaster))
        {
            var query = $"SELECT COUNT(*) FROM {store.Table(target.Name)} WHERE {store.Carried(target)}";
            var count = await store.InMasterAsync(
                attach: null, (session, token) => CutoverCommands.In(session).QueryAsync(query, token), cancellationToken).ConfigureAwait(false);
            differences.Add(target.Name, Convert.ToInt64(count[0][0], CultureInfo.InvariantCulture));
        }

        var byId = workspaces.ToDictionary(w => w.Id);
        var compared = await WorkspaceRuns.RunAsync(
            byId.Keys,
            async (id, token) =>
            {
                var key = source.KeyOf(byId[id].Key);
                var expected = source.Mapping.OfWorkspace.ToDictionary(t => t, t => old[t].GetValueOrDefault(key) ?? RowsOf.None);
                await CompareAsync(source, byId[id], expected, [.. others.Where(t => !t.IsMaster)], differences, token).ConfigureAwait(false);
                return (Tables: expected.Count, Rows: expected.Values.Sum(e => e.Count));
            },
            parallelism,
            clock,
            cancellationToken: cancellationToken).ConfigureAwait(false);
        (tables, rows) = (tables + compared.Sum(c => c.Tables), rows + compared.Sum(c => c.Rows));
        return new CutoverVerification(tables, rows, differences.Counts, differences.First(), []);
    }

    /// <summary>Nothing writes to the old side any more, so what differs was written on the new one.</summary>
    public async Task RefuseNewWritesAsync(CutoverSource source, int parallelism, CancellationToken cancellationToken)
    {
        source.ThrowIfProblems();
        var verification = await VerifyAsync(source, parallelism, source.Mapping.Others, cancellationToken).ConfigureAwait(false);
        if (verification.Violations is [var first, ..])
        {
            throw new CutoverException(
                $"It cannot be told what the new side has of its own: by this description {first.Rows} rows of '{first.Table}' break the rule {first.Rule}. "
                + "Use the description that the rows were carried over by, or roll back with discardNewWrites. Nothing was changed.");
        }

        var states = await workspaceStore.StatesAsync(cancellationToken).ConfigureAwait(false);
        var created = await catalogue.ReadAsync(
            async (context, token) => (await context.Workspaces.Where(w => w.Status != WorkspaceStatus.Deleted).Select(w => w.Id).ToListAsync(token).ConfigureAwait(false))
                .Count(id => !states.ContainsKey(id)),
            cancellationToken).ConfigureAwait(false);
        if (verification.DifferentRows.Count > 0 || created > 0)
        {
            var counts = verification.DifferentRows.Select(d => $"{d.Value} in {d.Key}");
            throw new CutoverException(
                $"The new side has writes of its own: {string.Join(", ", counts.Append($"{created} new workspaces"))}. They would be lost (new workspaces would stay). "
                + "Carry them back by hand, or roll back with discardNewWrites. Nothing was changed.");
        }
    }

    /// <summary>Workspaces that only one side has.</summary>
    private async Task<IEnumerable<CutoverDifference>> CompareWorkspacesAsync(IReadOnlyList<OldWorkspace> old, CancellationToken cancellationToken)
    {
        var carried = await workspaceStore.StatesAsync(cancellationToken).ConfigureAwait(false);
        var ids = old.Select(w => w.Id).ToHashSet();
        var missing = ids.Where(id => carried.GetValueOrDefault(id)?.Fingerprint is null);
        return missing.Select(id => Difference(id, CutoverDifferenceKind.Missing))
            .Concat(carried.Keys.Where(id => !ids.Contains(id)).Select(id => Difference(id, CutoverDifferenceKind.Extra)));

        static CutoverDifference Difference(Guid id, CutoverDifferenceKind kind) => new(id, CutoverMapping.WorkspaceTarget, id.ToString(), kind);
    }

    private async Task CompareAsync(
        CutoverSource source,
        OldWorkspace workspace,
        Dictionary<TableMapping, RowsOf> expected,
        IReadOnlyList<CutoverTarget> others,
        Differences differences,
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
                    var target = new NewRows(table, dialect, store.Helper, schema.Name, carried: null);
                    differences.Add(await CompareAsync(source, commands, workspace, target, table, rows, token).ConfigureAwait(false));
                }

                foreach (var other in others)
                {
                    var query = $"SELECT COUNT(*) FROM {store.Helper.DelimitIdentifier(other.Name, schema.Name)}";
                    var count = await commands.QueryAsync(query, token).ConfigureAwait(false);
                    differences.Add(other.Name, Convert.ToInt64(count[0][0], CultureInfo.InvariantCulture));
                }

                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<CutoverDifference>> CompareAsync(
        CutoverSource source,
        CutoverCommands commands,
        OldWorkspace? workspace,
        NewRows target,
        TableMapping table,
        RowsOf expected,
        CancellationToken cancellationToken)
    {
        await commands.PrepareAsync(dialect, checks: false, cancellationToken).ConfigureAwait(false);
        var found = RowsOf.Read((await commands.QueryAsync(target.SelectChecksums(), cancellationToken).ConfigureAwait(false))[0]);
        if (found == expected)
        {
            return [];
        }

        var keys = table.Queries.SelectKeys(workspace is null ? null : SqlText.Key(dialect, workspace.Key));
        var old = await source.AloneAsync(alone => ReadKeysAsync(alone, keys, cancellationToken), cancellationToken).ConfigureAwait(false);
        var now = await ReadKeysAsync(commands, target.SelectKeys(), cancellationToken).ConfigureAwait(false);
        var differences = old.Where(o => now.GetValueOrDefault(o.Key) != o.Value)
            .Select(o => (o.Value.Key, Kind: now.ContainsKey(o.Key) ? CutoverDifferenceKind.Changed : CutoverDifferenceKind.Missing))
            .Concat(now.Where(n => !old.ContainsKey(n.Key)).Select(n => (n.Value.Key, Kind: CutoverDifferenceKind.Extra)))
            .DefaultIfEmpty((Key: "", Kind: CutoverDifferenceKind.Changed));
        return [.. differences.Select(d => new CutoverDifference(workspace?.Id, table.Target.Name, d.Key, d.Kind))];
    }

    private static async Task<Dictionary<string, (string Key, string Checksum)>> ReadKeysAsync(
        CutoverCommands commands, string sql, CancellationToken cancellationToken)
    {
        var keys = new Dictionary<string, (string Key, string Checksum)>();
        await commands.ReadAsync(
            sql,
            row =>
            {
                var last = row.FieldCount - 1;
                var key = Enumerable.Range(0, last).Select(row.GetValue).ToList();
                keys[SqlText.Unambiguous(key)] = (SqlText.Join(key), SqlText.Join([row.GetValue(last)]));
            },
            cancellationToken).ConfigureAwait(false);
        return keys;
    }

    /// <summary>All differences counted, and the first of each table of a workspace. Safe to use from any thread.</summary>
    private sealed class Differences
    {
        private readonly List<CutoverDifference> _first = [];

        public SortedDictionary<string, long> Counts { get; } = new(StringComparer.Ordinal);

        /// <param name="found">Of one table.</param>
        public void Add(List<CutoverDifference> found)
        {
            if (found.Count > 0)
            {
                Add(found[0].Table, found.Count);
                lock (_first)
                {
                    _first.AddRange(found.OrderBy(d => d.Key, StringComparer.Ordinal).Take(MaxDifferences));
                }
            }
        }

        public void Add(string table, long count)
        {
            if (count > 0)
            {
                lock (_first)
                {
                    Counts[table] = Counts.GetValueOrDefault(table) + count;
                }
            }
        }

        public IReadOnlyList<CutoverDifference> First() => [.. _first.OrderBy(d => d.WorkspaceId)];
    }

    /// <summary>How many rows, and their checksums added.</summary>
    private sealed record RowsOf(long Count, string Checksum)
    {
        public static RowsOf None { get; } = new(0, "0");

        /// <summary>Both together. Two checksums cannot be added here, so where there are two of each the keys are compared.</summary>
        public RowsOf With(RowsOf other) => this == None ? other : other == None ? this : new(Count + other.Count, $"{Checksum}+{other.Checksum}");

        public static RowsOf Read(object?[] row)
            => new(Convert.ToInt64(row[0], CultureInfo.InvariantCulture), Convert.ToString(row[1], CultureInfo.InvariantCulture) is { Length: > 0 } sum ? sum : "0");
    }

    /// <summary>The new side's rows as the old side's are read: the same columns in the same order.</summary>
    private sealed class NewRows(TableMapping table, CutoverDialect dialect, ISqlGenerationHelper helper, string schema, string? carried)
    {
        private string From => $"FROM {helper.DelimitIdentifier(table.Target.Name, schema)} AS t{(carried is null ? "" : $" WHERE {carried}")}";

        private string Checksum => table.Queries.RowChecksum(c => $"t.{helper.DelimitIdentifier(c)}");

        public string SelectChecksums() => $"SELECT COUNT(*), {dialect.SumOf(Checksum)} {From}";

        public string SelectKeys() => $"SELECT {string.Join(", ", table.Target.Key.Select(k => $"t.{helper.DelimitIdentifier(k)}"))}, {Checksum} {From}";
    }
}
