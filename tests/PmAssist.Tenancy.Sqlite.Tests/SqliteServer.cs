using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Cutover;

[assembly: AssemblyFixture(typeof(PmAssist.Tenancy.Sqlite.Tests.SqliteServer))]

namespace PmAssist.Tenancy.Sqlite.Tests;

/// <summary>SQLite needs no server: each test has a directory.</summary>
public sealed class SqliteServer : ITestServer
{
    public string Engine => "sqlite";

    public string Description => "files in a temporary directory";

    public string? MissingReason => null;

    public ITestDatabase CreateDatabase() => new SqliteDatabase();
}

/// <summary>One test's directory.</summary>
/// <param name="directory">Where it is; null for a new one.</param>
public sealed class SqliteDatabase(string? directory = null) : ITestDatabase
{
    private readonly List<string> _oldPlaces = [];

    public string Directory { get; } = directory ?? Path.Combine(Path.GetTempPath(), $"pmassist-{Guid.NewGuid():N}");

    public string MasterSchema => TenancyOptions.DefaultMasterSchema;

    public string PathOf(WorkspaceSchema schema) => Path.Combine(Directory, schema + ".db");

    public void Use(TenancyBuilder tenancy) => tenancy.UseSqlite(Directory);

    public void Use(CutoverBuilder cutover) => cutover.UseSqlite();

    public TenancyProvider CreateProvider() => new SqliteTenancyProvider(Directory);

    public Task ExecuteAsync(string sql) => ExecuteAsync(MasterPath, sql);

    public Task ExecuteAsync(WorkspaceSchema schema, string sql) => ExecuteAsync(PathOf(schema), sql);

    public Task<T> QueryAsync<T>(string sql) => QueryAsync<T>(MasterPath, sql);

    public Task<T> QueryAsync<T>(WorkspaceSchema schema, string sql) => QueryAsync<T>(PathOf(schema), sql);

    public Task RunScriptAsync(string script) => CommandLineTool.RunAsync(Directory, script, "sqlite3");

    public string Table(WorkspaceSchema schema, string table) => $"\"{table}\"";

    public async Task<IReadOnlyList<string>> DescribeAsync(WorkspaceSchema schema)
        => await ReadAsync(PathOf(schema), "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY type, name");

    public Task<IReadOnlyList<string>> DumpAsync(WorkspaceSchema schema) => DumpAsync(PathOf(schema));

    public Task<IReadOnlyList<string>> DumpMasterAsync() => DumpAsync(MasterPath);

    public static async Task<IReadOnlyList<string>> DumpAsync(string path)
    {
        var lines = new List<string>();
        foreach (var table in await ReadAsync(path, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1"))
        {
            var columns = await ReadAsync(path, $"SELECT 'quote(\"' || name || '\")' FROM pragma_table_xinfo('{table}') ORDER BY cid");
            var rows = await ReadAsync(path, $"SELECT {string.Join(" || ',' || ", columns)} FROM \"{table}\" ORDER BY 1");
            lines.AddRange(rows.Select(row => $"{table} {row}"));
        }

        return lines;
    }

    public void UsePlain(DbContextOptionsBuilder options, WorkspaceSchema schema)
        => options.UseSqlite($"Data Source={PathOf(schema)}")
            .ConfigureWarnings(warnings => warnings.Ignore(SqliteEventId.SchemaConfiguredWarning));

    public Task<bool> ExistsAsync(WorkspaceSchema schema) => Task.FromResult(File.Exists(PathOf(schema)));

    public bool ReadersPassWriters => true;

    public Task WaitUntilAwaitedAsync(DbConnection holder) => Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);

    public string MasterTable(string table) => $"\"{table}\"";

    public Task<DbConnection> OpenAsync(WorkspaceSchema? schema)
        => Task.FromResult<DbConnection>(Open(schema is { } own ? PathOf(own) : MasterPath));

    public Guid ReadId(object value)
    {
        var id = Guid.ParseExact((string)value, "D");
        return ((string)value).AsSpan().ContainsAnyInRange('a', 'f')
            ? throw new FormatException($"EF would not have written the id '{value}'.")
            : id;
    }

    public DateTime ReadTime(object value)
    {
        const string Format = @"yyyy\-MM\-dd HH\:mm\:ss.FFFFFFF";
        var time = DateTime.ParseExact(
            (string)value, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        return time.ToString(Format, CultureInfo.InvariantCulture) == (string)value
            ? time
            : throw new FormatException($"EF would not have written the time '{value}'.");
    }

    public Task<IOldPlace> CreateOldPlaceAsync()
    {
        var place = Path.Combine(Path.GetTempPath(), $"pmassist-old-{Guid.NewGuid():N}");
        System.IO.Directory.CreateDirectory(place);
        _oldPlaces.Add(place);
        return Task.FromResult<IOldPlace>(new SqliteOldPlace(place));
    }

    public Task CreateTemplateSchemaAsync()
    {
        File.WriteAllBytes(PathOf(default), []);
        return Task.CompletedTask;
    }

    public Task LoseAsync(WorkspaceSchema schema)
    {
        SqliteConnection.ClearAllPools();
        File.Delete(PathOf(schema));
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        foreach (var place in _oldPlaces.Append(Directory).Where(System.IO.Directory.Exists))
        {
            System.IO.Directory.Delete(place, recursive: true);
        }

        return ValueTask.CompletedTask;
    }

    private string MasterPath => Path.Combine(Directory, MasterSchema + ".db");

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Mode=ReadWrite;Pooling=False");
        connection.Open();
        return connection;
    }

    public static async Task<IReadOnlyList<string>> ReadAsync(string path, string sql)
    {
        var lines = new List<string>();
        await using var connection = Open(path);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0).TrimEnd());
        }

        return lines;
    }

    private static async Task<T> QueryAsync<T>(string path, string sql)
    {
        await using var connection = Open(path);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(string path, string sql)
    {
        await using var connection = Open(path);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
