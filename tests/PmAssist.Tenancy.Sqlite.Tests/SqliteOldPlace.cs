using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using PmAssist.Tenancy.Specifications.Cutover;

namespace PmAssist.Tenancy.Sqlite.Tests;

/// <summary>An old database in a file in a directory of its own.</summary>
internal sealed class SqliteOldPlace(string directory) : IOldPlace
{
    private readonly string _path = Path.Combine(directory, "old.db");

    public string? Source => _path;

    public string? SourceSchema => null;

    public bool HasStrictJson => false;

    public bool KeepsIdsAsText => true;

    public bool CountsUtf16 => false;

    public bool ReadersPassWriters => true;

    public long TicksOfTime => TimeSpan.TicksPerMicrosecond;

    public string? AfterLoad => "ANALYZE";

    public async Task<DbConnection> OpenAsync()
    {
        var connection = new SqliteConnection($"Data Source={_path};Pooling=False");
        await connection.OpenAsync();
        return connection;
    }

    public string Table(string table) => $"\"{table}\"";

    public string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public string Type(OldColumn column)
        => column.Type switch
        {
            OldType.Flag => "BOOLEAN",
            OldType.Number or OldType.BigNumber => "INTEGER",
            OldType.Json or OldType.LooseJson => "JSON",
            _ => "TEXT",
        };

    public string Literal(OldColumn column, object? value)
        => value switch
        {
            null => "NULL",
            bool flag => flag ? "1" : "0",
            DateTimeOffset time => $"'{Time(time)}'",
            string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
            Guid id => $"'{id}'",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };

    public string Cut(string expression, int length) => $"substr({expression}, 1, {length})";

    public string Text(string expression) => expression;

    public string Joined(string left, string right) => $"{left} || {right}";

    public Task<IReadOnlyList<string>> DescribeAsync()
        => SqliteDatabase.ReadAsync(_path, "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY 1");

    public Task<IReadOnlyList<string>> DumpAsync() => SqliteDatabase.DumpAsync(_path);

    /// <summary>As Python's <c>isoformat()</c> writes it: no fraction if there is none.</summary>
    private static string Time(DateTimeOffset time)
        => time.ToString(
            time.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-ddTHH:mm:sszzz" : "yyyy-MM-ddTHH:mm:ss.ffffffzzz",
            CultureInfo.InvariantCulture);
}
