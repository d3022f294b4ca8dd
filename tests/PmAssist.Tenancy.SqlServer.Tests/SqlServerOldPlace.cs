using System.Data.Common;
using System.Globalization;
using PmAssist.Tenancy.Specifications.Cutover;

namespace PmAssist.Tenancy.SqlServer.Tests;

/// <summary>An old database in a schema beside the new ones.</summary>
internal sealed class SqlServerOldPlace(SqlServerDatabase database, string schema) : IOldPlace
{
    public string? Source => null;

    public string? SourceSchema => schema;

    public bool HasStrictJson => false;

    public bool KeepsIdsAsText => false;

    public bool CountsUtf16 => true;

    public bool ReadersPassWriters => false;

    public long TicksOfTime => 1;

    public string? AfterLoad => null;

    public Task<DbConnection> OpenAsync() => database.OpenAsync(schema: null);

    public string Table(string table) => $"[{schema}].[{table}]";

    public string Name(string name) => $"[{name.Replace("]", "]]", StringComparison.Ordinal)}]";

    public string Type(OldColumn column)
        => column.Type switch
        {
            OldType.Id => "uniqueidentifier",
            OldType.KeyText => "nvarchar(128)",
            OldType.Time => "datetimeoffset",
            OldType.Flag => "bit",
            OldType.Number => "int",
            OldType.BigNumber => "bigint",
            _ => "nvarchar(max)",
        };

    public string Literal(OldColumn column, object? value)
        => value switch
        {
            null => "NULL",
            bool flag => flag ? "1" : "0",
            DateTimeOffset time => $"'{time:yyyy-MM-ddTHH:mm:ss.fffffffzzz}'",
            string text => $"N'{text.Replace("'", "''", StringComparison.Ordinal)}'",
            Guid id => $"'{id}'",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };

    public string Cut(string expression, int length) => $"LEFT({expression}, {length})";

    public string Text(string expression) => $"CAST({expression} AS nvarchar(36))";

    public string Joined(string left, string right) => $"CONCAT({left}, {right})";

    public Task<IReadOnlyList<string>> DescribeAsync()
        => database.QueryAsync($"SELECT type, name FROM sys.objects WHERE schema_id = SCHEMA_ID('{schema}') ORDER BY 1, 2");

    public Task<IReadOnlyList<string>> DumpAsync() => database.DumpAsync(schema);
}
