using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>
/// SQLite's part of a cutover: the source file is attached as <c>source</c>, and what SQL lacks are functions of the connection.
/// </summary>
internal sealed class SqliteCutoverDialect : CutoverDialect
{
    // The name that a schema session attaches a file under (SchemaSessionOptions.Attach).
    private const string Attached = "source";
    private const string Retired = "retired_";

    private static readonly string[] Writes = ["INSERT", "UPDATE", "DELETE"];

    /// <inheritdoc/>
    public override string SourceSchema(CutoverDescription description) => Attached;

    /// <inheritdoc/>
    public override string? Attachment(CutoverDescription description) => PathOf(description);

    /// <inheritdoc/>
    public override async Task<DbConnection> OpenSourceAsync(
        MasterDbContext master, CutoverDescription description, bool writable, CancellationToken cancellationToken)
    {
        var path = PathOf(description);
        var memory = new SqliteConnectionStringBuilder { DataSource = "file::memory:", Mode = SqliteOpenMode.Memory, Pooling = false };
        var connection = new SqliteConnection(memory.ToString());
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        var command = connection.CreateCommand();
        await using var disposal = command.ConfigureAwait(false);
        var mode = writable ? "rw" : "ro";
        command.CommandText = $"ATTACH DATABASE '{UriOf(path)}?mode={mode}' AS {Attached}";
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return connection;
    }

    /// <inheritdoc/>
    public override Task PrepareAsync(
        DbConnection connection, DbTransaction? transaction, bool checks, CancellationToken cancellationToken)
    {
        SqliteCutoverFunctions.AddTo((SqliteConnection)connection);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override string TableQuery(string schema, string table)
        => $"SELECT 1 FROM {Database(schema)}.sqlite_master WHERE type = 'table' AND name = {Literal(table)}";

    /// <inheritdoc/>
    public override string ColumnsQuery(string schema)
    {
        var database = Database(schema);
        return $"""
            SELECT m.name, c.name, c.type
            FROM {database}.sqlite_master AS m, pragma_table_info(m.name, '{database}') AS c
            WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite~_%' ESCAPE '~'
            ORDER BY m.name, c.cid
            """;
    }

    /// <inheritdoc/>
    public override string IndexesQuery(string schema)
    {
        var database = Database(schema);
        return $"""
            SELECT m.name, i.name, CASE
                WHEN l."unique" = 1 AND (SELECT COUNT(*) FROM pragma_index_info(l.name, '{database}')) = 1 THEN 1
                ELSE 0 END
            FROM {database}.sqlite_master AS m, pragma_index_list(m.name, '{database}') AS l,
                pragma_index_info(l.name, '{database}') AS i
            WHERE m.type = 'table' AND i.seqno = 0 AND i.name IS NOT NULL AND l.partial = 0
            UNION
            SELECT m.name, c.name, 0
            FROM {database}.sqlite_master AS m, pragma_table_info(m.name, '{database}') AS c
            WHERE m.type = 'table' AND c.pk = 1
            """;
    }

    /// <inheritdoc/>
    public override string Convert(string value, string? type, CutoverValue target) => SqliteCutoverValues.Convert(value, target);

    /// <inheritdoc/>
    public override string? IsBad(string value, string? type, CutoverValue target) => SqliteCutoverValues.IsBad(value, target);

    /// <inheritdoc/>
    public override string Text(string value) => $"CAST({value} AS TEXT)";

    /// <inheritdoc/>
    public override string LengthOf(string text) => $"length({text})";

    /// <inheritdoc/>
    public override string ChangeOrder(string column) => SqliteCutoverValues.UnlessNull(column, $"cutover_order({column})");

    /// <inheritdoc/>
    public override string Differs(IReadOnlyList<string> left, IReadOnlyList<string> right, IReadOnlyList<CutoverValue> types)
    {
        var areDifferent = string.Join(" OR ", left.Zip(right, (one, other) => $"{one} IS NOT {other}"));
        return $"({areDifferent})";
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Read once into a table with an index. EXISTS would read all rows again for each, because an index does not know converted
    /// values.
    /// </remarks>
    public override string Exists(IReadOnlyList<string> values, IReadOnlyList<string> columns, string rows)
    {
        var (wanted, found) = (string.Join(", ", values), string.Join(", ", columns));
        var areThere = string.Join(" AND ", columns.Select(column => $"{column} IS NOT NULL"));
        return $"({wanted}) IN (SELECT {found} FROM ({rows}) WHERE {areThere})";
    }

    /// <inheritdoc/>
    public override string Checksum(IReadOnlyList<string> values, IReadOnlyList<CutoverValue> types)
        => "cutover_checksum(" + string.Join(", ", values) + ")";

    /// <inheritdoc/>
    public override string SumOf(string checksum) => $"cutover_sum({checksum})";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Fence(string schema, string table, string message)
    {
        return [.. Unfence(schema, table), .. Writes.Select(Trigger)];

        string Trigger(string write) => $"""
            CREATE TRIGGER {Attached}.{TriggerName(table, write)} BEFORE {write} ON {Name(table)}
            BEGIN SELECT RAISE(ABORT, {Literal(message)}); END
            """;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Unfence(string schema, string table)
        => [.. Writes.Select(write => $"DROP TRIGGER IF EXISTS {Attached}.{TriggerName(table, write)}")];

    private static string PathOf(CutoverDescription description)
    {
        if (description.Source is not { } source)
        {
            throw new CutoverException("On SQLite the source database is a file: the description's Source has to be its path.");
        }

        var path = Path.GetFullPath(source);
        return File.Exists(path) ? path : throw new CutoverException($"There is no file '{source}', which the description's Source names.");
    }

    /// <summary>A path as SQLite reads it in a URI (sqlite.org/uri.html), also between single quotes.</summary>
    private static string UriOf(string path)
        => new Uri(path).AbsoluteUri.Replace("'", "%27", StringComparison.Ordinal).Replace("?", "%3f", StringComparison.Ordinal);

    private static string Database(string schema) => schema == Attached ? Attached : "main";

    /// <summary>The name that the table had when it was fenced; a trigger keeps its own when a table is renamed.</summary>
    private static string TriggerName(string table, string write)
    {
        var fenced = table.StartsWith(Retired, StringComparison.Ordinal) ? table[Retired.Length..] : table;
        return Name($"pmassist_cutover_fence_{fenced}_{write}");
    }

    private static string Name(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}
