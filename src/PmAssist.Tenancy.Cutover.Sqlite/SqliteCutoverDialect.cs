using System.Data.Common;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>SQLite's part of a cutover: the source file is attached as <c>source</c>, and what SQL lacks are functions of the connection.</summary>
internal sealed class SqliteCutoverDialect : CutoverDialect
{
    // The name that a schema session attaches a file under (SchemaAccess.Attach).
    private const string Attached = "source";
    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss.FFFFFFF";

    /// <inheritdoc/>
    public override string SourceSchema(CutoverDescription description) => Attached;

    /// <inheritdoc/>
    public override string? Attachment(CutoverDescription description) => PathOf(description);

    /// <inheritdoc/>
    public override async Task<DbConnection> OpenSourceAsync(
        MasterDbContext master, CutoverDescription description, bool writable, CancellationToken cancellationToken)
    {
        var path = PathOf(description);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = "file::memory:", Mode = SqliteOpenMode.Memory, Pooling = false }.ToString());
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        var command = connection.CreateCommand();
        await using var _ = command.ConfigureAwait(false);
        command.CommandText = $"ATTACH DATABASE '{UriOf(path)}?mode={(writable ? "rw" : "ro")}' AS {Attached}";
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return connection;
    }

    /// <inheritdoc/>
    public override Task PrepareAsync(DbConnection connection, DbTransaction? transaction, bool checks, CancellationToken cancellationToken)
    {
        var sqlite = (SqliteConnection)connection;
        sqlite.CreateFunction<object?, object?>("cutover_guid", value => GuidOf(value) is { } id ? id.ToString().ToUpperInvariant() : throw Unreadable(value), isDeterministic: true);
        sqlite.CreateFunction<object?, object?>(
            "cutover_time", value => TimeOf(value) is { } time ? time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture) : throw Unreadable(value), isDeterministic: true);
        sqlite.CreateFunction<object?, object?>(
            "cutover_offset", value => TimeOf(value) is { } time ? time.ToString(TimeFormat + "zzz", CultureInfo.InvariantCulture) : throw Unreadable(value), isDeterministic: true);
        sqlite.CreateFunction<object?, object?>(
            "cutover_order", value => TimeOf(value) is { } time ? time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture) : null, isDeterministic: true);
        sqlite.CreateFunction<object?, object?>("cutover_json", value => value is string text && IsJson(text) ? text : throw Unreadable(value), isDeterministic: true);
        sqlite.CreateFunction<object?, bool>("cutover_bad_guid", value => GuidOf(value) is null, isDeterministic: true);
        sqlite.CreateFunction<object?, bool>("cutover_bad_time", value => TimeOf(value) is null, isDeterministic: true);
        sqlite.CreateFunction<object?, bool>("cutover_bad_json", value => value is not string text || !IsJson(text), isDeterministic: true);
        sqlite.CreateFunction<object?, bool>("cutover_bad_number", value => !IsNumber(value), isDeterministic: true);
        sqlite.CreateFunction("cutover_checksum", (object?[] values) => ChecksumOf(values), isDeterministic: true);
        sqlite.CreateAggregate<long, ulong, string>(
            "cutover_sum", 0UL, (sum, checksum) => unchecked(sum + (ulong)checksum), sum => sum.ToString(CultureInfo.InvariantCulture), isDeterministic: true);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override string TableQuery(string schema, string table) => $"SELECT 1 FROM {Database(schema)}.sqlite_master WHERE type = 'table' AND name = {Literal(table)}";

    /// <inheritdoc/>
    public override string ColumnsQuery(string schema)
        => $"""
            SELECT m.name, c.name, c.type FROM {Database(schema)}.sqlite_master AS m, pragma_table_info(m.name, '{Database(schema)}') AS c
            WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY m.name, c.cid
            """;

    /// <inheritdoc/>
    public override string IndexesQuery(string schema)
        => $"""
            SELECT m.name, i.name, CASE WHEN l."unique" = 1 AND (SELECT COUNT(*) FROM pragma_index_info(l.name, '{Database(schema)}')) = 1 THEN 1 ELSE 0 END
            FROM {Database(schema)}.sqlite_master AS m, pragma_index_list(m.name, '{Database(schema)}') AS l,
                pragma_index_info(l.name, '{Database(schema)}') AS i
            WHERE m.type = 'table' AND i.seqno = 0 AND i.name IS NOT NULL AND l.partial = 0
            UNION SELECT m.name, c.name, 0 FROM {Database(schema)}.sqlite_master AS m, pragma_table_info(m.name, '{Database(schema)}') AS c
            WHERE m.type = 'table' AND c.pk = 1
            """;

    /// <inheritdoc/>
    public override string Convert(string value, string? type, CutoverValue target)
        => target.Kind switch
        {
            CutoverValueKind.Uuid => Unless(value, $"cutover_guid({value})"),
            CutoverValueKind.Time => Unless(value, $"cutover_time({value})"),
            CutoverValueKind.TimeWithOffset => Unless(value, $"cutover_offset({value})"),
            CutoverValueKind.Json => Unless(value, $"cutover_json({value})"),
            CutoverValueKind.Text => $"CAST({value} AS TEXT)",
            CutoverValueKind.Boolean => $"({value} + 0 <> 0)",
            CutoverValueKind.Number => $"CAST({value} AS {target.StoreType})",
            _ => value,
        };

    /// <inheritdoc/>
    public override string? IsBad(string value, string? type, CutoverValue target)
        => target.Kind switch
        {
            CutoverValueKind.Uuid => $"({value} IS NOT NULL AND cutover_bad_guid({value}))",
            CutoverValueKind.Time or CutoverValueKind.TimeWithOffset => $"({value} IS NOT NULL AND cutover_bad_time({value}))",
            CutoverValueKind.Json => $"({value} IS NOT NULL AND cutover_bad_json({value}))",
            CutoverValueKind.Number when target.StoreType == "INTEGER" => $"({value} IS NOT NULL AND (typeof({value}) = 'text' AND CAST(CAST({value} AS INTEGER) AS TEXT) <> {value} "
                + $"OR typeof({value}) = 'real' AND {value} <> CAST({value} AS INTEGER)))",
            CutoverValueKind.Boolean => $"({value} IS NOT NULL AND (cutover_bad_number({value}) OR {value} + 0 NOT IN (0, 1)))",
            CutoverValueKind.Number => $"({value} IS NOT NULL AND cutover_bad_number({value}))",
            _ => null,
        };

    /// <inheritdoc/>
    public override string Text(string value) => $"CAST({value} AS TEXT)";

    /// <inheritdoc/>
    public override string LengthOf(string text) => $"length({text})";

    /// <inheritdoc/>
    public override string ChangeOrder(string column) => Unless(column, $"cutover_order({column})");

    /// <inheritdoc/>
    public override string Differs(IReadOnlyList<string> left, IReadOnlyList<string> right, IReadOnlyList<CutoverValue> types)
        => $"({string.Join(" OR ", left.Zip(right, (l, r) => $"{l} IS NOT {r}"))})";

    /// <inheritdoc/>
    /// <remarks>Read once into a table with an index. EXISTS would read all rows again for each, because an index does not know converted values.</remarks>
    public override string Exists(IReadOnlyList<string> values, IReadOnlyList<string> columns, string rows)
        => $"({string.Join(", ", values)}) IN (SELECT {string.Join(", ", columns)} FROM ({rows}) WHERE {string.Join(" AND ", columns.Select(c => $"{c} IS NOT NULL"))})";

    /// <inheritdoc/>
    public override string Checksum(IReadOnlyList<string> values, IReadOnlyList<CutoverValue> types) => $"cutover_checksum({string.Join(", ", values)})";

    /// <inheritdoc/>
    public override string SumOf(string checksum) => $"cutover_sum({checksum})";

    /// <inheritdoc/>
    public override (string? Before, string? After) AroundNumberedKeys(string table, string column) => (null, null);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Fence(string schema, string table, string message)
        =>
        [
            .. Unfence(schema, table),
            .. Writes.Select(write =>
                $"CREATE TRIGGER {Attached}.{TriggerName(table, write)} BEFORE {write} ON {Name(table)} BEGIN SELECT RAISE(ABORT, {Literal(message)}); END"),
        ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Unfence(string schema, string table)
        => [.. Writes.Select(write => $"DROP TRIGGER IF EXISTS {Attached}.{TriggerName(table, write)}")];

    private static readonly string[] Writes = ["INSERT", "UPDATE", "DELETE"];

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

    private static string Unless(string value, string result) => $"CASE WHEN {value} IS NULL THEN NULL ELSE {result} END";

    /// <summary>The name that the table had when it was fenced; a trigger keeps its own when a table is renamed.</summary>
    private static string TriggerName(string table, string write)
        => Name($"pmassist_cutover_fence_{(table.StartsWith("retired_", StringComparison.Ordinal) ? table["retired_".Length..] : table)}_{write}");

    private static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static Guid? GuidOf(object? value)
        => value switch
        {
            string text when Guid.TryParse(text, out var id) => id,
            byte[] { Length: 16 } bytes => new Guid(bytes, bigEndian: true),
            _ => null,
        };

    private static DateTimeOffset? TimeOf(object? value)
        => value switch
        {
            // Anything shorter than a date would be read as a time of today.
            string text when text is [_, _, _, _, '-', ..] && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
            _ => null,
        };

    /// <summary>The engine takes the number that a text begins with.</summary>
    private static bool IsNumber(object? value)
        => value is long or double || (value is string text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _));

    private static bool IsJson(string text)
    {
        try
        {
            using var _ = JsonDocument.Parse(text, AnyDepth);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static SqliteException Unreadable(object? value) => new($"The value '{value}' cannot be read as the new column's type.", SQLitePCL.raw.SQLITE_MISMATCH);

    private static long ChecksumOf(object?[] values)
    {
        var text = new StringBuilder();
        foreach (var value in values)
        {
            var part = value is byte[] bytes ? System.Convert.ToHexString(bytes) : System.Convert.ToString(value, CultureInfo.InvariantCulture);
            text.Append(value is null or DBNull ? "-" : part!.Length.ToString(CultureInfo.InvariantCulture)).Append(':').Append(value is DBNull ? "" : part);
        }

        return MemoryMarshal.Read<long>(SHA256.HashData(MemoryMarshal.AsBytes(text.ToString().AsSpan())));
    }
}
