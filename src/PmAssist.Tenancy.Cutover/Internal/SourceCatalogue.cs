using System.Globalization;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>What the source database has: its tables with their columns' types, and the columns that an index begins with.</summary>
internal sealed class SourceCatalogue
{
    private readonly Dictionary<string, Dictionary<string, string>> _tables = new(StringComparer.Ordinal);
    private readonly List<(string Table, string Column, bool IsUnique)> _indexes = [];

    public IEnumerable<string> Tables => _tables.Keys;

    public static async Task<SourceCatalogue> ReadAsync(
        CutoverCommands commands, CutoverDialect dialect, string schema, CancellationToken cancellationToken)
    {
        var catalogue = new SourceCatalogue();
        foreach (var row in await commands.QueryAsync(dialect.ColumnsQuery(schema), cancellationToken).ConfigureAwait(false))
        {
            if (!catalogue._tables.TryGetValue((string)row[0]!, out var columns))
            {
                catalogue._tables.Add((string)row[0]!, columns = new(StringComparer.OrdinalIgnoreCase));
            }

            if (!columns.TryAdd((string)row[1]!, ((string)row[2]!).ToLowerInvariant()))
            {
                throw new CutoverException(
                    $"The source table '{row[0]}' has two columns '{row[1]}' that differ in case only. Rename one of them.");
            }
        }

        foreach (var row in await commands.QueryAsync(dialect.IndexesQuery(schema), cancellationToken).ConfigureAwait(false))
        {
            catalogue._indexes.Add(((string)row[0]!, (string)row[1]!, Convert.ToInt32(row[2], CultureInfo.InvariantCulture) == 1));
        }

        return catalogue;
    }

    /// <summary>
    /// A table's name as the database has it; null if there is no such table. Case counts only where two names differ in nothing
    /// else.
    /// </summary>
    public string? NameOf(string table)
        => _tables.ContainsKey(table) ? table : _tables.Keys.Where(t => Same(t, table)).ToList() is [var only] ? only : null;

    /// <summary>
    /// A table's columns and their types with their lengths; null if there is no such table. The case of columns does not count.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Columns(string table) => NameOf(table) is { } name ? _tables[name] : null;

    /// <summary>The same tables with the types that their columns have where they were brought to.</summary>
    public SourceCatalogue Staged(CutoverDialect dialect)
    {
        var staged = new SourceCatalogue();
        staged._indexes.AddRange(_indexes);
        foreach (var (table, columns) in _tables)
        {
            staged._tables.Add(table, columns.ToDictionary(c => c.Key, c => dialect.StagedType(c.Value), columns.Comparer));
        }

        return staged;
    }

    public bool IsIndexed(string table, string column)
        => _indexes.Exists(i => Same(i.Table, table) && Same(i.Column, column));

    /// <summary>The columns that have no value twice.</summary>
    public IReadOnlyList<string> UniqueColumns(string table)
        => [.. _indexes.Where(i => i.IsUnique && Same(i.Table, table)).Select(i => i.Column)];

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
