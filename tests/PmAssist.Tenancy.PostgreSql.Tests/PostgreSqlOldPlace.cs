using System.Data.Common;
using System.Globalization;
using PmAssist.Tenancy.Specifications.Cutover;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>An old database in a schema beside the new ones.</summary>
internal sealed class PostgreSqlOldPlace(PostgreSqlDatabase database, string schema, string? source) : IOldPlace
{
    public string? Source => source;

    public string? SourceSchema => schema;

    public bool HasStrictJson => true;

    public bool KeepsIdsAsText => false;

    public bool CountsUtf16 => false;

    public bool ReadersPassWriters => true;

    public long TicksOfTime => TimeSpan.TicksPerMicrosecond;

    /// <remarks>What autovacuum does in the life of a database.</remarks>
    public string? AfterLoad => string.Concat(OldTables.All.Select(t => $"ANALYZE {Table(t.Name)};"));

    public Task<DbConnection> OpenAsync() => database.OpenAsync(schema: null);

    public string Table(string table) => $"\"{schema}\".\"{table}\"";

    public string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public string Type(OldColumn column)
        => column.Type switch
        {
            OldType.Id => "uuid",
            OldType.Time => "timestamptz",
            OldType.Json => "jsonb",
            OldType.LooseJson => "json",
            OldType.Flag => "boolean",
            OldType.Number => "integer",
            OldType.BigNumber => "bigint",
            _ => "text",
        };

    public string Literal(OldColumn column, object? value)
        => value switch
        {
            null => "NULL",
            bool flag => flag ? "true" : "false",
            DateTimeOffset time => $"'{time:yyyy-MM-ddTHH:mm:ss.ffffffzzz}'",
            string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
            _ => string.Create(CultureInfo.InvariantCulture, $"'{value}'"),
        };

    public string Cut(string expression, int length) => $"substr({expression}, 1, {length})";

    public string Text(string expression) => $"{expression}::text";

    public string Joined(string left, string right) => $"{left} || {right}";

    public Task<IReadOnlyList<string>> DescribeAsync()
        => database.ReadAsync(
            """
            SELECT relkind::text || ' ' || relname FROM pg_class WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)
            UNION ALL SELECT 'trigger ' || tgname || ' of ' || relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
            WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)
            UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)
            ORDER BY 1
            """,
            schema);

    public Task<IReadOnlyList<string>> DumpAsync() => database.DumpAsync(schema);
}
