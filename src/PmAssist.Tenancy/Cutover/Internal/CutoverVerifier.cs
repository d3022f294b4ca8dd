using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>Compares both sides: numbers and checksums first, keys only where they differ.</summary>
internal sealed class CutoverVerifier(
    ITenancyContexts contexts, TenancyProvider provider, TenancyOptions options, MasterStore master, CutoverStore store)
{
    private const int MaxDifferences = 1000;

    private CutoverDialect Dialect => provider.Cutover;

    public async Task<CutoverVerification> VerifyAsync(CutoverSource source, int parallelism, CancellationToken cancellationToken)
    {
        var violations = await new CutoverPlanner(source).ViolationsAsync(cancellationToken).ConfigureAwait(false);
        var unsettled = violations.Where(v => v.Action == CutoverAction.Stop).ToList();
        if (unsettled.Count > 0)
        {
            return new CutoverVerification(0, 0, [], unsettled);
        }

        var differences = new List<CutoverDifference>();
        var (tables, rows) = (0, 0L);
        var workspaces = await WorkspaceRows.KeysAsync(source.Commands, source.Mapping.Workspaces, cancellationToken).ConfigureAwait(false);
        differences.AddRange(await CompareWorkspacesAsync(workspaces, cancellationToken).ConfigureAwait(false));

        var old = new Dictionary<TableMapping, Dictionary<string, RowsOf>>();
        foreach (var table in source.Mapping.Tables)
        {
            old.Add(table, (await source.Commands.QueryAsync(table.SelectChecksums(), cancellationToken).ConfigureAwait(false))
                .ToDictionary(row => SqlText.Join([row[0]]), row => RowsOf.Read(row[1..])));
        }

        foreach (var table in source.Mapping.Tables.Where(t => t.Target.IsMaster))
        {
            var target = new NewRows(table, Dialect, store.Helper, options.MasterSchema, store.Carried(table.Target));
            var expected = old[table].Values.FirstOrDefault() ?? RowsOf.None;
            await store.InMasterAsync(
                attach: null,
                async (session, token) =>
                {
                    differences.AddRange(await CompareAsync(source, CutoverCommands.In(session), workspace: null, target, table, expected, token).ConfigureAwait(false));
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
            (tables, rows) = (tables + 1, rows + expected.Count);
        }

        await Parallel.ForEachAsync(
            workspaces,
            new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken },
            async (workspace, token) =>
            {
                var expected = source.Mapping.OfWorkspace.ToDictionary(t => t, t => old[t].GetValueOrDefault(SqlText.Join([workspace.Key])) ?? RowsOf.None);
                var found = await CompareAsync(source, workspace, expected, token).ConfigureAwait(false);
                lock (differences)
                {
                    differences.AddRange(found);
                    (tables, rows) = (tables + expected.Count, rows + expected.Values.Sum(e => e.Count));
                }
            }).ConfigureAwait(false);
        differences.Sort((one, other) => Comparer<Guid?>.Default.Compare(one.WorkspaceId, other.WorkspaceId));
        return new CutoverVerification(tables, rows, differences, []);
    }

    /// <summary>Nothing writes to the old side any more, so what differs was written on the new one.</summary>
    public async Task RefuseNewWritesAsync(CutoverSource source, int parallelism, CancellationToken cancellationToken)
    {
        source.ThrowIfProblems();
        var verification = await VerifyAsync(source, parallelism, cancellationToken).ConfigureAwait(false);
        var states = await store.WorkspacesAsync(cancellationToken).ConfigureAwait(false);
        var created = await master.ReadAsync(
            async (context, token) => (await context.Workspaces.Where(w => w.Status != WorkspaceStatus.Deleted).Select(w => w.Id).ToListAsync(token).ConfigureAwait(false))
                .Count(id => !states.ContainsKey(id)),
            cancellationToken).ConfigureAwait(false);
        if (verification.Differences.Count > 0 || created > 0)
        {
            var counts = verification.Differences.GroupBy(d => d.Table, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Count()} in {g.Key}");
            throw new CutoverException(
                $"The new side has writes of its own: {string.Join(", ", counts.Append($"{created} new workspaces"))}. They would be lost (new workspaces would stay). "
                + "Carry them back by hand, or roll back with discardNewWrites. Nothing was changed.");
        }
    }

    /// <summary>Workspaces that only one side has.</summary>
    private async Task<IEnumerable<CutoverDifference>> CompareWorkspacesAsync(IReadOnlyList<OldWorkspace> old, CancellationToken cancellationToken)
    {
        var carried = await store.WorkspacesAsync(cancellationToken).ConfigureAwait(false);
        var ids = old.Select(w => w.Id).ToHashSet();
        var missing = ids.Where(id => carried.GetValueOrDefault(id)?.Fingerprint is null);
        return missing.Select(id => Difference(id, CutoverDifferenceKind.Missing))
            .Concat(carried.Keys.Where(id => !ids.Contains(id)).Select(id => Difference(id, CutoverDifferenceKind.Extra)));

        static CutoverDifference Difference(Guid id, CutoverDifferenceKind kind) => new(id, CutoverMapping.WorkspaceTarget, id.ToString(), kind);
    }

    private async Task<List<CutoverDifference>> CompareAsync(
        CutoverSource source, OldWorkspace workspace, Dictionary<TableMapping, RowsOf> expected, CancellationToken cancellationToken)
    {
        var schema = WorkspaceSchema.For(workspace.Id);
        var context = contexts.CreateForSchemaChange(schema);
        await using var _ = context.ConfigureAwait(false);
        var session = await provider
            .OpenSessionAsync(context, new SchemaChange(schema.Name, SchemaChangeKind.Migrate, options.LockTimeout), cancellationToken).ConfigureAwait(false);
        await using var __ = session.ConfigureAwait(false);
        var commands = CutoverCommands.In(session);
        var differences = new List<CutoverDifference>();
        foreach (var (table, rows) in expected)
        {
            var target = new NewRows(table, Dialect, context.GetService<ISqlGenerationHelper>(), schema.Name, carried: null);
            differences.AddRange(await CompareAsync(source, commands, workspace, target, table, rows, cancellationToken).ConfigureAwait(false));
        }

        return differences;
    }

    private async Task<IEnumerable<CutoverDifference>> CompareAsync(
        CutoverSource source,
        CutoverCommands commands,
        OldWorkspace? workspace,
        NewRows target,
        TableMapping table,
        RowsOf expected,
        CancellationToken cancellationToken)
    {
        await commands.PrepareAsync(Dialect, checks: false, cancellationToken).ConfigureAwait(false);
        var found = RowsOf.Read((await commands.QueryAsync(target.SelectChecksums(), cancellationToken).ConfigureAwait(false))[0]);
        if (found == expected)
        {
            return [];
        }

        var keys = table.SelectKeys(workspace is null ? null : SqlText.Key(Dialect, workspace.Key));
        var old = await source.AloneAsync(alone => ReadKeysAsync(alone, keys, cancellationToken), cancellationToken).ConfigureAwait(false);
        var now = await ReadKeysAsync(commands, target.SelectKeys(), cancellationToken).ConfigureAwait(false);
        return old.Where(o => now.GetValueOrDefault(o.Key) != o.Value)
            .Select(o => (o.Key, Kind: now.ContainsKey(o.Key) ? CutoverDifferenceKind.Changed : CutoverDifferenceKind.Missing))
            .Concat(now.Keys.Where(k => !old.ContainsKey(k)).Select(k => (Key: k, Kind: CutoverDifferenceKind.Extra)))
            .OrderBy(d => d.Key, StringComparer.Ordinal)
            .Take(MaxDifferences)
            .Select(d => new CutoverDifference(workspace?.Id, table.Target.Name, d.Key, d.Kind));
    }

    private static async Task<Dictionary<string, string>> ReadKeysAsync(CutoverCommands commands, string sql, CancellationToken cancellationToken)
    {
        var keys = new Dictionary<string, string>();
        await commands.ReadAsync(
            sql,
            row =>
            {
                var last = row.FieldCount - 1;
                keys[SqlText.Join(Enumerable.Range(0, last).Select(row.GetValue))] = SqlText.Join([row.GetValue(last)]);
            },
            cancellationToken).ConfigureAwait(false);
        return keys;
    }

    /// <summary>How many rows, and their checksums added.</summary>
    private sealed record RowsOf(long Count, string Checksum)
    {
        public static RowsOf None { get; } = new(0, "0");

        public static RowsOf Read(object?[] row)
            => new(Convert.ToInt64(row[0], CultureInfo.InvariantCulture), Convert.ToString(row[1], CultureInfo.InvariantCulture) is { Length: > 0 } sum ? sum : "0");
    }

    /// <summary>The new side's rows as the old side's are read: the same columns in the same order.</summary>
    private sealed class NewRows(TableMapping table, CutoverDialect dialect, ISqlGenerationHelper helper, string schema, string? carried)
    {
        private string From => $"FROM {helper.DelimitIdentifier(table.Target.Name, schema)} AS t{(carried is null ? "" : $" WHERE {carried}")}";

        private string Checksum => table.RowChecksum(c => $"t.{helper.DelimitIdentifier(c)}");

        public string SelectChecksums() => $"SELECT COUNT(*), {dialect.SumOf(Checksum)} {From}";

        public string SelectKeys() => $"SELECT {string.Join(", ", table.Target.Key.Select(k => $"t.{helper.DelimitIdentifier(k)}"))}, {Checksum} {From}";
    }
}
