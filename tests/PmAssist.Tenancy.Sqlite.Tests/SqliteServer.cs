using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using PmAssist.Tenancy.Specifications;

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
    public string Directory { get; } = directory ?? Path.Combine(Path.GetTempPath(), "pmassist-tests", Guid.NewGuid().ToString("N"));

    public string MasterSchema => TenancyOptions.DefaultMasterSchema;

    public string PathOf(WorkspaceSchema schema) => Path.Combine(Directory, schema + ".db");

    public void Use(TenancyBuilder tenancy) => tenancy.UseSqlite(Directory);

    public TenancyProvider CreateProvider() => new SqliteTenancyProvider(Directory);

    public Task ExecuteAsync(string sql) => ExecuteAsync(Path.Combine(Directory, MasterSchema + ".db"), sql);

    public Task ExecuteAsync(WorkspaceSchema schema, string sql) => ExecuteAsync(PathOf(schema), sql);

    public Task<T> QueryAsync<T>(string sql) => QueryAsync<T>(Path.Combine(Directory, MasterSchema + ".db"), sql);

    public Task<T> QueryAsync<T>(WorkspaceSchema schema, string sql) => QueryAsync<T>(PathOf(schema), sql);

    public Task RunScriptAsync(string script) => CommandLineTool.RunAsync(Directory, script, "sqlite3");

    public string Table(WorkspaceSchema schema, string table) => $"\"{table}\"";

    public async Task<IReadOnlyList<string>> DescribeAsync(WorkspaceSchema schema)
        => await ReadAsync(schema, "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY type, name");

    public async Task<IReadOnlyList<string>> DumpAsync(WorkspaceSchema schema)
    {
        var lines = new List<string>();
        foreach (var table in await ReadAsync(schema, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1"))
        {
            var columns = await ReadAsync(schema, $"SELECT 'quote(\"' || name || '\")' FROM pragma_table_xinfo('{table}') ORDER BY cid");
            var rows = await ReadAsync(schema, $"SELECT {string.Join(" || ',' || ", columns)} FROM {Table(schema, table)} ORDER BY 1");
            lines.AddRange(rows.Select(row => $"{table} {row}"));
        }

        return lines;
    }

    public void UsePlain(DbContextOptionsBuilder options, WorkspaceSchema schema)
        => options.UseSqlite($"Data Source={PathOf(schema)}").ConfigureWarnings(warnings => warnings.Ignore(SqliteEventId.SchemaConfiguredWarning));

    public Task<bool> ExistsAsync(WorkspaceSchema schema) => Task.FromResult(File.Exists(PathOf(schema)));

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
        if (System.IO.Directory.Exists(Directory))
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }

        return ValueTask.CompletedTask;
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Mode=ReadWrite;Pooling=False");
        connection.Open();
        return connection;
    }

    private async Task<List<string>> ReadAsync(WorkspaceSchema schema, string sql)
    {
        var lines = new List<string>();
        await using var connection = Open(PathOf(schema));
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
