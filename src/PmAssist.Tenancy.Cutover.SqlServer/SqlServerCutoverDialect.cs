using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>SQL Server's part of a cutover.</summary>
internal sealed class SqlServerCutoverDialect : CutoverDialect
{
    private const string FenceName = "pmassist_cutover_fence_";

    /// <inheritdoc/>
    public override string SourceSchema(CutoverDescription description) => description.SourceSchema ?? "dbo";

    /// <inheritdoc/>
    public override async Task<DbConnection> OpenSourceAsync(
        MasterDbContext master, CutoverDescription description, bool writable, CancellationToken cancellationToken)
    {
        if (description.Source is { } elsewhere)
        {
            var connection = new SqlConnection(elsewhere);
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }

        await master.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return master.Database.GetDbConnection();
    }

    /// <inheritdoc/>
    public override string? StagedName(CutoverDescription description, string table)
        => description.Source is null ? null : Name("#" + table);

    /// <inheritdoc/>
    /// <remarks>Nothing can be written to a row's version, and a client may not know the types of CLR.</remarks>
    public override string StagedType(string type)
        => type switch
        {
            "timestamp" => "binary(8)",
            "hierarchyid" or "geometry" or "geography" or "sql_variant" => "nvarchar(max)",
            _ => type,
        };

    /// <inheritdoc/>
    /// <remarks>A row's version cannot be turned into text.</remarks>
    public override string StagedValue(string value, string type)
        => type == "timestamp" ? $"CONVERT(binary(8), {value})" : base.StagedValue(value, type);

    /// <inheritdoc/>
    public override string TableQuery(string schema, string table)
        => $"SELECT 1 FROM sys.tables WHERE schema_id = SCHEMA_ID({Literal(schema)}) AND name = {Literal(table)}";

    /// <inheritdoc/>
    public override async Task StageAsync(CutoverStage stage, CancellationToken cancellationToken)
    {
        var (source, target, transaction) = ((SqlConnection)stage.Source, (SqlConnection)stage.Target, (SqlTransaction?)stage.Transaction);
        var columns = string.Join(", ", stage.Columns.Select(Collated));
        var table = $"DROP TABLE IF EXISTS {stage.Table}; CREATE TABLE {stage.Table} ({columns})";
        var create = new SqlCommand(table, target, transaction);
        await using (create.ConfigureAwait(false))
        {
            await create.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        var query = new SqlCommand(stage.Query, source) { CommandTimeout = 0 };
        await using var queryDisposal = query.ConfigureAwait(false);
        var reader = await query.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken).ConfigureAwait(false);
        await using var readerDisposal = reader.ConfigureAwait(false);
        using var copy = new SqlBulkCopy(target, SqlBulkCopyOptions.Default, transaction)
        {
            DestinationTableName = stage.Table,
            BulkCopyTimeout = 0,
            EnableStreaming = true,
        };
        await copy.WriteToServerAsync(reader, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override string ColumnsQuery(string schema)
        => $"""
            SELECT o.name, c.name, t.name + CASE
                WHEN t.name IN ('decimal', 'numeric') THEN CONCAT('(', c.precision, ',', c.scale, ')')
                WHEN t.name IN ('datetime2', 'datetimeoffset', 'time') THEN CONCAT('(', c.scale, ')')
                WHEN t.name IN ('nchar', 'nvarchar', 'char', 'varchar', 'binary', 'varbinary') AND c.max_length = -1 THEN '(max)'
                WHEN t.name IN ('nchar', 'nvarchar') THEN CONCAT('(', c.max_length / 2, ')')
                WHEN t.name IN ('char', 'varchar', 'binary', 'varbinary') THEN CONCAT('(', c.max_length, ')')
                ELSE '' END
            FROM sys.objects AS o JOIN sys.columns AS c ON c.object_id = o.object_id
            JOIN sys.types AS t ON t.user_type_id = CASE WHEN c.system_type_id = 240 THEN c.user_type_id ELSE c.system_type_id END
            WHERE o.schema_id = SCHEMA_ID({Literal(schema)}) AND o.type = 'U' ORDER BY o.name, c.column_id
            """;

    /// <inheritdoc/>
    public override string IndexesQuery(string schema)
        => $"""
            SELECT o.name, c.name, CASE WHEN x.is_unique = 1 AND k.last_key = 1 THEN 1 ELSE 0 END
            FROM sys.objects AS o JOIN sys.index_columns AS i ON i.object_id = o.object_id AND i.key_ordinal = 1
            JOIN (
                SELECT m.object_id, m.index_id, MAX(m.key_ordinal) AS last_key
                FROM sys.index_columns AS m GROUP BY m.object_id, m.index_id) AS k
                ON k.object_id = i.object_id AND k.index_id = i.index_id
            JOIN sys.indexes AS x ON x.object_id = i.object_id AND x.index_id = i.index_id AND x.has_filter = 0 AND x.is_disabled = 0
            JOIN sys.columns AS c ON c.object_id = i.object_id AND c.column_id = i.column_id
            WHERE o.schema_id = SCHEMA_ID({Literal(schema)})
            """;

    /// <inheritdoc/>
    /// <remarks>A GUID's text has no case, a text that is compared with a GUID becomes one, and blanks at the end do not count.</remarks>
    public override string KeyOf(string key, bool ignoresCase)
        => Guid.TryParse(key, out var id) ? id.ToString() : ignoresCase ? key.TrimEnd(' ').ToUpperInvariant() : key.TrimEnd(' ');

    /// <inheritdoc/>
    /// <remarks>The server writes a GUID in upper case, which a case-sensitive database does not consider equal to another.</remarks>
    public override string GuidKey(string text) => $"LOWER({text})";

    /// <inheritdoc/>
    public override string Literal(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        // N in front only where it is needed: compared with it, a varchar column's index would not be used.
        return (text.All(char.IsAscii) ? "" : "N") + base.Literal(text);
    }

    /// <inheritdoc/>
    /// <remarks>TRY_CONVERT throughout: the server may convert a value before it looks whether its row is wanted.</remarks>
    public override string Convert(string value, string? type, CutoverValue target) => SqlServerCutoverValues.Convert(value, type, target);

    /// <inheritdoc/>
    public override string? IsBad(string value, string? type, CutoverValue target) => SqlServerCutoverValues.IsBad(value, type, target);

    /// <inheritdoc/>
    public override string Text(string value) => SqlServerCutoverValues.Text(value);

    /// <inheritdoc/>
    public override string Exact(string text) => SqlServerCutoverValues.Exact(text);

    /// <inheritdoc/>
    /// <remarks>
    /// LEN leaves blanks at the end out, so that it needs something behind them; DATALENGTH would count the bytes of a server's own
    /// encoding. A binary collation counts units of UTF-16, as a column's length does.
    /// </remarks>
    public override string LengthOf(string text) => SqlServerCutoverValues.UnitsOf(Text(text));

    /// <inheritdoc/>
    /// <remarks>Not a text, which <c>datetime</c> reads by the login's language and without an offset.</remarks>
    public override string ChangeTime(DateTime utc)
    {
        var time = utc.ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture);
        return $"CONVERT(datetime2(3), '{time}', 126)";
    }

    /// <inheritdoc/>
    public override string Differs(IReadOnlyList<string> left, IReadOnlyList<string> right, IReadOnlyList<CutoverValue> types)
    {
        var (one, other) = (Comparable(left), Comparable(right));
        return $"EXISTS (SELECT {one} EXCEPT SELECT {other})";

        string Comparable(IReadOnlyList<string> values) => string.Join(", ", values.Zip(types, SqlServerCutoverValues.Comparable));
    }

    /// <inheritdoc/>
    /// <remarks>One CONCAT for each value: it takes no more than 254.</remarks>
    public override string Checksum(IReadOnlyList<string> values, IReadOnlyList<CutoverValue> types)
    {
        var texts = string.Join(" + ", values.Zip(types, WithItsLength));
        return $"CONVERT(bigint, SUBSTRING(HASHBYTES('SHA2_256', {texts}), 1, 8))";

        static string WithItsLength(string value, CutoverValue type)
        {
            var text = SqlServerCutoverValues.Canonical(value, type);
            return $"CONCAT({SqlServerCutoverValues.UnitsOf(text)}, N':', {text})";
        }
    }

    /// <inheritdoc/>
    public override string SumOf(string checksum) => $"CONVERT(varchar(40), SUM(CONVERT(decimal(38, 0), {checksum})))";

    /// <inheritdoc/>
    /// <remarks>
    /// AFTER, because INSTEAD OF is refused on tables with cascades. CREATE TRIGGER waits for the transactions that write to the table,
    /// so what comes after it sees all there is. TRUNCATE fires no trigger; it takes the right to alter the table.
    /// </remarks>
    public override IReadOnlyList<string> Fence(string schema, string table, string message)
        =>
        [
            .. Unfence(schema, table),
            $"""
            CREATE TRIGGER {Name(schema)}.{TriggerName(table)} ON {Name(schema)}.{Name(table)} AFTER INSERT, UPDATE, DELETE AS
            BEGIN
                IF @@ROWCOUNT = 0 RETURN;
                ROLLBACK TRANSACTION;
                THROW 51000, {Literal(message)}, 1;
            END
            """,
        ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Unfence(string schema, string table)
        => [$"DROP TRIGGER IF EXISTS {Name(schema)}.{TriggerName(table)}"];

    /// <summary>A temporary table would have its own database's collation, which cannot be compared with another.</summary>
    private static string Collated(string column)
    {
        var type = column[(column.LastIndexOf(']') + 1)..];
        var isText = type.Contains("char", StringComparison.Ordinal) || type.Contains("text", StringComparison.Ordinal);
        return isText ? column + " COLLATE DATABASE_DEFAULT" : column;
    }

    private static string TriggerName(string table)
        => Name(FenceName + (table.StartsWith("retired_", StringComparison.Ordinal) ? table["retired_".Length..] : table));

    private static string Name(string name) => '[' + name.Replace("]", "]]", StringComparison.Ordinal) + ']';
}
