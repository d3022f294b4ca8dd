using Microsoft.Data.Sqlite;
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

    public Task<IReadOnlyList<string>> DescribeAsync(WorkspaceSchema schema)
    {
        var lines = new List<string>();
        using var connection = Open(PathOf(schema));
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY type, name";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            lines.Add(reader.GetString(0));
        }

        return Task.FromResult<IReadOnlyList<string>>(lines);
    }

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
