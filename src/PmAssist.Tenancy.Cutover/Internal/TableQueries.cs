using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>The queries that read a source table's rows, as they are or as new ones.</summary>
internal sealed class TableQueries(TableMapping table, CutoverDialect dialect, ISqlGenerationHelper helper)
{
    private const string Row = TableMapping.Row;
    private static readonly CutoverValue AnyText = new("", CutoverValueKind.Text);

    /// <summary>Reads source rows as new ones, those that are left behind excepted.</summary>
    /// <param name="columns">The new columns; null for all, with those that have their start value.</param>
    /// <param name="workspace">The workspace, as SQL of the source key; null for all rows.</param>
    /// <param name="since">The oldest change to be read, as SQL; null for any.</param>
    public string Select(IEnumerable<string>? columns = null, string? workspace = null, string? since = null)
    {
        var values = (columns ?? table.InsertColumns).Select(name => Named(table.ValueOf(name, workspace), name));
        return $"SELECT {SqlText.List(values)} {table.From(workspace, since)}";
    }

    /// <summary>The ids of the workspaces, with the keys that the source tables have for them.</summary>
    public string SelectWorkspaceKeys() => $"SELECT {table.ValueOf("id")}, {table.RawKey[0]} {table.From()}";

    /// <summary>How many workspaces have a key in which case counts.</summary>
    public string SelectCasedKeys()
    {
        var key = dialect.Text(table.RawKey[0]);
        return $"SELECT COUNT(*) AS cased FROM {table.Source} AS {Row} WHERE LOWER({key}) <> UPPER({key})";
    }

    /// <summary>Reads source rows with a value for every property of the new entity.</summary>
    public string SelectEntities()
    {
        var values = table.Target.Columns.Select(c => Named(HasValue(c) ? table.ValueOf(c.Name) : "''", c.Name));
        return $"SELECT {SqlText.List(values)} {table.From()}";

        bool HasValue(TargetColumn column) => table.HasColumn(column.Name) || column.Start is not null;
    }

    /// <summary>Reads the source rows of a workspace, or all, as they are.</summary>
    public string SelectSource(string? workspace)
    {
        var columns = table.SourceColumns.Select(c => dialect.StagedValue(table.SourceColumn(c.Key), c.Value));
        return $"SELECT {SqlText.List(columns)} {table.FromSource(workspace)}";
    }

    /// <summary>
    /// Reads the source rows that break any of several rules, each once: what is asked of it, and which rule is the first.
    /// </summary>
    public string SelectBroken(IReadOnlyList<CutoverCheck> checks, IEnumerable<string> columns)
    {
        var first = checks.Select((check, index) => $"WHEN {check.Breaks} THEN {index}");
        var (cases, isBroken) = (string.Join(" ", first), SqlText.Or(checks.Select(c => c.Breaks)));
        return $"""
            SELECT {SqlText.List(columns)}, CASE {cases} END
            FROM {RowsFor(checks)}
            WHERE {isBroken}
            """;
    }

    /// <summary>How many source rows break each of several rules, in one reading.</summary>
    /// <remarks>
    /// What is added up or grouped by is worked out in a query of its own: SQL Server takes no subquery inside of either.
    /// </remarks>
    public string SelectBrokenCounts(IReadOnlyList<CutoverCheck> checks)
    {
        var flags = checks.Select((check, index) => $"CASE WHEN {check.Breaks} THEN 1 ELSE 0 END AS broken_{index}");
        var sums = checks.Select((_, index) => $"SUM(b.broken_{index})");
        return $"""
            SELECT {SqlText.List(sums)}
            FROM (SELECT {SqlText.List(flags)} FROM {RowsFor(checks)}) AS b
            """;
    }

    /// <summary>The number of rows by workspace, a checksum of their keys, and the newest change.</summary>
    /// <param name="workspace">The workspace, as SQL of the source key; null for all.</param>
    public string SelectDigest(string? workspace)
    {
        var (changed, newest) = table.ChangeOrder is { } order ? ($", {order} AS changed", "MAX(g.changed)") : ("", "NULL");
        var sum = dialect.SumOf("g.row_sum");
        return Grouped(
            $"COUNT(*), {sum}, {newest}",
            $"{SourceKeyChecksum} AS row_sum{changed} {table.FromSource(workspace)}");
    }

    /// <summary>
    /// Of one reading of a workspace's rows: their number and a checksum of their keys as <see cref="SelectDigest"/> has them, and
    /// the number of those that are not left behind, with a checksum of their new keys.
    /// </summary>
    /// <param name="workspace">The workspace, as SQL of the source key.</param>
    public string SelectPresent(string workspace)
    {
        var (isNew, keySum) = ("1", KeyChecksum(k => table.ValueOf(k, workspace)));
        if (table.Kept(workspace) is { Count: > 0 } kept)
        {
            var condition = SqlText.And(kept);
            (isNew, keySum) = ($"CASE WHEN {condition} THEN 1 ELSE 0 END", $"CASE WHEN {condition} THEN {keySum} ELSE 0 END");
        }

        var from = table.UsesRanks
            ? $"FROM {table.Ranks.Rows(table.Workspace!.IsOf(workspace), workspace)}"
            : table.FromSource(workspace);
        var (rowSum, newSum) = (dialect.SumOf("g.row_sum"), dialect.SumOf("g.key_sum"));
        return Grouped(
            $"COUNT(*), {rowSum}, SUM(g.is_new), {newSum}",
            $"{SourceKeyChecksum} AS row_sum, {isNew} AS is_new, {keySum} AS key_sum {from}");
    }

    /// <summary>By workspace, the number of new rows.</summary>
    public string SelectCounts() => Grouped("COUNT(*)", $"1 AS counted {table.From()}");

    /// <summary>By workspace, the number of new rows and a checksum of what comes from the source side.</summary>
    public string SelectChecksums()
    {
        var (checksum, sum) = (RowChecksum(c => table.ValueOf(c)), dialect.SumOf("g.row_sum"));
        return Grouped($"COUNT(*), {sum}", $"{checksum} AS row_sum {table.From()}");
    }

    /// <summary>Each new row's key and checksum.</summary>
    public string SelectKeys(string? workspace)
    {
        var key = table.Target.Key.Select(k => table.ValueOf(k, workspace));
        var checksum = RowChecksum(c => table.ValueOf(c, workspace));
        return $"SELECT {SqlText.List(key)}, {checksum} {table.From(workspace)}";
    }

    /// <summary>The checksum of a row of either side.</summary>
    /// <param name="value">SQL of a new column's value.</param>
    public string RowChecksum(Func<string, string> value)
        => dialect.Checksum([.. table.Compared.Select(value)], table.Target.Types(table.Compared));

    /// <summary>The checksum of a row's new key, on either side.</summary>
    /// <param name="value">SQL of a new column's value.</param>
    public string KeyChecksum(Func<string, string> value)
        => dialect.Checksum([.. table.Target.Key.Select(value)], table.Target.Types(table.Target.Key));

    private string SourceKeyChecksum => dialect.Checksum([.. table.RawKey.Select(dialect.Text)], [.. table.RawKey.Select(_ => AnyText)]);

    /// <param name="aggregates">What is asked of each workspace's rows <c>g</c>.</param>
    /// <param name="values">The values of a row with their names, and where it comes from.</param>
    private string Grouped(string aggregates, string values)
    {
        var key = table.Workspace?.Value ?? "1";
        return $"""
            SELECT g.workspace_key, {aggregates}
            FROM (SELECT {key} AS workspace_key, {values}) AS g
            GROUP BY g.workspace_key
            """;
    }

    private string Named(string value, string column) => $"{value} AS {helper.DelimitIdentifier(column)}";

    private string RowsFor(IReadOnlyList<CutoverCheck> checks)
        => checks.Any(c => c.UsesRanks) ? table.Ranks.Rows(condition: null, workspace: null) : $"{table.Source} AS {Row}";
}
