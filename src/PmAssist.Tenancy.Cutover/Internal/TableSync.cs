using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>The statements that make a new table's rows those of the old one, all inside the server.</summary>
internal sealed class TableSync(TableMapping mapping, CutoverDialect dialect, ISqlGenerationHelper helper, string schema)
{
    private string Table => helper.DelimitIdentifier(mapping.Target.Name, schema);

    /// <summary>The table's name without its schema, by which a statement's own row is called.</summary>
    private string Own => helper.DelimitIdentifier(mapping.Target.Name);

    /// <summary>Copies all rows into an empty table.</summary>
    public IEnumerable<string> Insert(string? workspace)
        => Numbered($"INSERT INTO {Table} ({Names(mapping.InsertColumns)}) {mapping.Select(workspace: workspace)}");

    /// <summary>Adds the rows that are not there.</summary>
    public IEnumerable<string> InsertMissing(string? workspace)
        => Numbered(
            $"INSERT INTO {Table} ({Names(mapping.InsertColumns)}) SELECT {string.Join(", ", mapping.InsertColumns.Select(c => $"r.{helper.DelimitIdentifier(c)}"))} "
            + $"FROM ({mapping.Select(workspace: workspace)}) AS r WHERE NOT EXISTS (SELECT 1 FROM {Table} AS t WHERE {SameKey("t")})");

    /// <summary>Changes the rows that differ.</summary>
    /// <param name="workspace">The workspace, as SQL of the old key; null for all rows.</param>
    /// <param name="since">The oldest change to look at, as SQL; null for all.</param>
    /// <returns>Null if a row is all key.</returns>
    public string? Update(string? workspace, string? since)
    {
        var columns = mapping.InsertColumns.Except(mapping.Target.Key).ToList();
        return columns.Count == 0
            ? null
            : $"UPDATE {Table} SET {string.Join(", ", columns.Select(c => $"{helper.DelimitIdentifier(c)} = r.{helper.DelimitIdentifier(c)}"))} "
                + $"FROM ({mapping.Select(columns: [.. mapping.Target.Key, .. columns], workspace, since)}) AS r WHERE {SameKey(Own)} "
                + $"AND {dialect.Differs([.. columns.Select(c => $"{Own}.{helper.DelimitIdentifier(c)}")], [.. columns.Select(c => $"r.{helper.DelimitIdentifier(c)}")], mapping.Target.Types(columns))}";
    }

    /// <summary>Deletes the rows that the old side does not have.</summary>
    /// <param name="workspace">The workspace, as SQL of the old key; null for all rows.</param>
    /// <param name="carried">Which rows came from the old side, as SQL; null for all.</param>
    public string Delete(string? workspace, string? carried)
    {
        var key = mapping.Target.Key.Select(k => helper.DelimitIdentifier(k)).ToList();
        return $"DELETE FROM {Table} WHERE {(carried is null ? "" : $"{carried} AND ")}NOT "
            + dialect.Exists([.. key.Select(k => $"{Own}.{k}")], key, mapping.Select(columns: mapping.Target.Key, workspace));
    }

    /// <summary>The number of rows, and a checksum of their keys.</summary>
    public string SelectKeys() => $"SELECT COUNT(*), {dialect.SumOf(mapping.KeyChecksum(k => $"t.{helper.DelimitIdentifier(k)}"))} FROM {Table} AS t";

    public string DeleteAll() => $"DELETE FROM {Table}";

    private string SameKey(string row) => SqlText.And(mapping.Target.Key.Select(k => $"{row}.{helper.DelimitIdentifier(k)} = r.{helper.DelimitIdentifier(k)}"));

    private string Names(IEnumerable<string> columns) => string.Join(", ", columns.Select(c => helper.DelimitIdentifier(c)));

    private IEnumerable<string> Numbered(string insert)
    {
        var (before, after) = mapping.Columns.FirstOrDefault(c => c.Target.IsNumbered) is { } numbered
            ? dialect.AroundNumberedKeys(Table, numbered.Target.Name)
            : (null, null);
        return new[] { before, insert, after }.OfType<string>();
    }
}
