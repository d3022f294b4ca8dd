using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>The statements that make a new table's rows those of the source table, all inside the server.</summary>
internal sealed class TableSync(
    TableMapping mapping, CutoverDialect dialect, BulkRows bulk, ISqlGenerationHelper helper, string schema)
{
    private string Table => helper.DelimitIdentifier(mapping.Target.Name, schema);

    /// <summary>The table's name without its schema, by which a statement's own row is called.</summary>
    private string Own => helper.DelimitIdentifier(mapping.Target.Name);

    /// <summary>Copies all rows into an empty table.</summary>
    public IEnumerable<string> Insert(string? workspace)
        => Numbered($"INSERT INTO {Table} ({Names(mapping.InsertColumns)}) {mapping.Queries.Select(workspace: workspace)}");

    /// <summary>Adds the rows that are not there.</summary>
    public IEnumerable<string> InsertMissing(string? workspace)
        => Numbered($"""
            INSERT INTO {Table} ({Names(mapping.InsertColumns)})
            SELECT {SqlText.List(Of("r", mapping.InsertColumns))}
            FROM ({mapping.Queries.Select(workspace: workspace)}) AS r
            WHERE NOT EXISTS (SELECT 1 FROM {Table} AS t WHERE {HaveSameKey("t")})
            """);

    /// <summary>Changes the rows that differ.</summary>
    /// <param name="workspace">The workspace, as SQL of the source key; null for all rows.</param>
    /// <param name="since">The oldest change to look at, as SQL; null for all.</param>
    /// <returns>Null if a row is all key.</returns>
    public string? Update(string? workspace, string? since)
    {
        var columns = mapping.InsertColumns.Except(mapping.Target.Key).ToList();
        if (columns.Count == 0)
        {
            return null;
        }

        var assignments = columns.Select(c => helper.DelimitIdentifier(c)).Select(c => $"{c} = r.{c}");
        return $"""
            UPDATE {Table} SET {SqlText.List(assignments)}
            FROM ({mapping.Queries.Select([.. mapping.Target.Key, .. columns], workspace, since)}) AS r
            WHERE {HaveSameKey(Own)}
            AND {dialect.Differs(Of(Own, columns), Of("r", columns), mapping.Target.Types(columns))}
            """;
    }

    /// <summary>Deletes the rows that the source side does not have.</summary>
    /// <param name="workspace">The workspace, as SQL of the source key; null for all rows.</param>
    /// <param name="carried">Which rows came from the source side, as SQL; null for all.</param>
    public string Delete(string? workspace, string? carried)
    {
        var key = mapping.Target.Key;
        var isThere = dialect.Exists(
            Of(Own, key), [.. key.Select(k => helper.DelimitIdentifier(k))], mapping.Queries.Select(key, workspace));
        return carried is null ? $"DELETE FROM {Table} WHERE NOT {isThere}" : $"DELETE FROM {Table} WHERE {carried} AND NOT {isThere}";
    }

    /// <summary>The number of rows, and a checksum of their keys.</summary>
    public string SelectKeys()
    {
        var key = mapping.Queries.KeyChecksum(k => "t." + helper.DelimitIdentifier(k));
        return $"SELECT COUNT(*), {dialect.SumOf(key)} FROM {Table} AS t";
    }

    public string DeleteAll() => $"DELETE FROM {Table}";

    private string HaveSameKey(string row)
        => SqlText.And(mapping.Target.Key.Select(k => helper.DelimitIdentifier(k)).Select(k => $"{row}.{k} = r.{k}"));

    private List<string> Of(string row, IEnumerable<string> columns) => [.. columns.Select(c => $"{row}.{helper.DelimitIdentifier(c)}")];

    private string Names(IEnumerable<string> columns) => SqlText.List(columns.Select(c => helper.DelimitIdentifier(c)));

    private IEnumerable<string> Numbered(string insert)
    {
        var (before, after) = mapping.Columns.FirstOrDefault(c => c.Target.IsNumbered) is { } numbered
            ? bulk.AroundNumberedKeys(Table, numbered.Target.Name)
            : (null, null);
        return new[] { before, insert, after }.OfType<string>();
    }
}
