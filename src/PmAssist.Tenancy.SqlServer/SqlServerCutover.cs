using System.Data;
using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy;

/// <summary>SQL Server's part of a cutover.</summary>
internal sealed class SqlServerCutover(Action<DbContext> useSchemaChangeLogin) : CutoverDialect
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

        useSchemaChangeLogin(master);
        await master.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return master.Database.GetDbConnection();
    }

    /// <inheritdoc/>
    public override string? StagedName(CutoverDescription description, string table) => description.Source is null ? null : Name("#" + table);

    /// <inheritdoc/>
    public override async Task StageAsync(CutoverStage stage, CancellationToken cancellationToken)
    {
        var (source, target, transaction) = ((SqlConnection)stage.Source, (SqlConnection)stage.Target, (SqlTransaction?)stage.Transaction);
        var create = new SqlCommand($"DROP TABLE IF EXISTS {stage.Table}; CREATE TABLE {stage.Table} ({string.Join(", ", stage.Columns)})", target, transaction);
        await using (create.ConfigureAwait(false))
        {
            await create.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        var query = new SqlCommand(stage.Query, source) { CommandTimeout = 0 };
        await using var _ = query.ConfigureAwait(false);
        var reader = await query.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
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
            JOIN sys.types AS t ON t.user_type_id = c.system_type_id
            WHERE o.schema_id = SCHEMA_ID({Literal(schema)}) AND o.type IN ('U', 'V') ORDER BY o.name, c.column_id
            """;

    /// <inheritdoc/>
    public override string IndexesQuery(string schema)
        => $"""
            SELECT o.name, c.name, CASE WHEN x.is_unique = 1 AND NOT EXISTS
                (SELECT 1 FROM sys.index_columns AS m WHERE m.object_id = i.object_id AND m.index_id = i.index_id AND m.key_ordinal = 2) THEN 1 ELSE 0 END
            FROM sys.objects AS o JOIN sys.index_columns AS i ON i.object_id = o.object_id AND i.key_ordinal = 1
            JOIN sys.indexes AS x ON x.object_id = i.object_id AND x.index_id = i.index_id AND x.has_filter = 0
            JOIN sys.columns AS c ON c.object_id = i.object_id AND c.column_id = i.column_id
            WHERE o.schema_id = SCHEMA_ID({Literal(schema)})
            """;

    /// <inheritdoc/>
    /// <remarks>TRY_CONVERT throughout: the server may convert a value before it looks whether its row is wanted.</remarks>
    public override string Convert(string value, string? type, CutoverValue target)
        => (type, target.Kind) switch
        {
            _ when type == TypeName(target) => value,
            ("datetime" or "datetime2" or "smalldatetime" or "date", CutoverValueKind.Time) => $"CONVERT({target.StoreType}, {value})",
            (_, CutoverValueKind.Time) => $"CONVERT({target.StoreType}, SWITCHOFFSET({Tried("datetimeoffset", value)}, '+00:00'))",
            ("char" or "varchar" or "nchar" or "nvarchar", CutoverValueKind.Uuid) => Tried(target.StoreType, WithHyphens(value)),
            (_, CutoverValueKind.Boolean) => $"CONVERT(bit, {Tried("int", value)})",
            (_, CutoverValueKind.Text or CutoverValueKind.Json) => Text(value),
            _ => Tried(target.StoreType, value),
        };

    /// <inheritdoc/>
    public override string? IsBad(string value, string? type, CutoverValue target)
        => (type, target.Kind) switch
        {
            (_, CutoverValueKind.Json) => $"({value} IS NOT NULL AND ISJSON({Text(value)}) = 0)",
            (_, CutoverValueKind.Text) => null,
            (null, _) => null,
            _ when type == TypeName(target) => null,
            ("datetime" or "datetime2" or "smalldatetime" or "date" or "datetimeoffset", CutoverValueKind.Time or CutoverValueKind.TimeWithOffset) => null,
            _ => $"({value} IS NOT NULL AND {Convert(value, type, target)} IS NULL)",
        };

    /// <inheritdoc/>
    public override string Literal(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        // N in front only where it is needed: compared with it, a varchar column's index would not be used.
        return (text.All(char.IsAscii) ? "" : "N") + base.Literal(text);
    }

    /// <inheritdoc/>
    public override string Text(string value) => $"CONVERT(nvarchar(max), {value})";

    /// <inheritdoc/>
    /// <remarks>LEN leaves blanks at the end out.</remarks>
    public override string LengthOf(string text) => $"DATALENGTH({Text(text)}) / 2";

    /// <inheritdoc/>
    public override string Differs(IReadOnlyList<string> left, IReadOnlyList<string> right)
        => $"EXISTS (SELECT {string.Join(", ", left.Select(Exact))} EXCEPT SELECT {string.Join(", ", right.Select(Exact))})";

    /// <inheritdoc/>
    public override string Checksum(IReadOnlyList<string> values)
        => "CONVERT(bigint, SUBSTRING(HASHBYTES('SHA2_256', CONCAT("
            + string.Join(", ", values.Select(v => $"DATALENGTH({Canonical(v)}), N':', {Canonical(v)}")) + ")), 1, 8))";

    /// <inheritdoc/>
    public override string SumOf(string checksum) => $"CONVERT(varchar(40), SUM(CONVERT(decimal(38, 0), {checksum})))";

    /// <inheritdoc/>
    public override (string? Before, string? After) AroundNumberedKeys(string table, string column)
        => ($"SET IDENTITY_INSERT {table} ON", $"SET IDENTITY_INSERT {table} OFF");

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

    private static string TypeName(CutoverValue target) => target.StoreType.Split('(')[0];

    private static string Tried(string type, string value) => $"TRY_CONVERT({type}, {value})";

    private static string WithHyphens(string value)
        => $"CASE WHEN LEN({value}) = 32 THEN STUFF(STUFF(STUFF(STUFF({value}, 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-') ELSE {value} END";

    /// <summary>Text is compared by its characters, whatever the collation takes for equal.</summary>
    private static string Exact(string value) => $"CONVERT(varbinary(max), {Canonical(value)})";

    /// <summary>Style 126 keeps all digits of a time; other types have one text form.</summary>
    private static string Canonical(string value) => $"CONVERT(nvarchar(max), {value}, 126)";

    private static string TriggerName(string table)
        => Name(FenceName + (table.StartsWith("retired_", StringComparison.Ordinal) ? table["retired_".Length..] : table));

    private static string Name(string name) => $"[{name.Replace("]", "]]", StringComparison.Ordinal)}]";
}
