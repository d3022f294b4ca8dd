using System.Data.Common;
using System.Globalization;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Cutover;

namespace PmAssist.Tenancy.SqlServer.Tests;

/// <summary>One test's master schema in the one database. It drops its schemas when it is done: the database is somebody's.</summary>
public sealed class SqlServerDatabase(SqlServerServer server) : ITestDatabase
{
    private readonly List<string> _oldSchemas = [];

    public string MasterSchema { get; } = $"master_{Guid.NewGuid():N}"[..20];

    public void Use(TenancyBuilder tenancy) => tenancy.UseSqlServer(server.ConnectionString, SqlServerServer.Configure);

    public void Use(CutoverBuilder cutover) => cutover.UseSqlServer();

    public TenancyProvider CreateProvider() => new SqlServerTenancyProvider(server.ConnectionString, SqlServerServer.Configure);

    public Task ExecuteAsync(WorkspaceSchema schema, string sql) => ExecuteAsync(sql);

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new SqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public Task RunScriptAsync(string script) => ExecuteAsync(script);

    public string Table(WorkspaceSchema schema, string table) => $"[{schema}].[{table}]";

    public async Task<IReadOnlyList<string>> DescribeAsync(WorkspaceSchema schema)
    {
        List<string> lines =
        [
            .. await QueryAsync(
                "SELECT 'column', TABLE_NAME, COLUMN_NAME, DATA_TYPE, CHARACTER_MAXIMUM_LENGTH, IS_NULLABLE "
                + $"FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = '{schema}'"),
            .. await QueryAsync(
                "SELECT 'index', t.name, i.name, i.is_unique, c.name, ic.key_ordinal FROM sys.indexes i "
                + "JOIN sys.tables t ON t.object_id = i.object_id "
                + "JOIN sys.index_columns ic ON ic.object_id = i.object_id AND ic.index_id = i.index_id "
                + "JOIN sys.columns c ON c.object_id = ic.object_id AND c.column_id = ic.column_id WHERE t.schema_id = "
                + $"SCHEMA_ID('{schema}')"),
            .. (await QueryAsync(
                "SELECT 'module', o.type, o.name, m.definition FROM sys.sql_modules m JOIN sys.objects o ON o.object_id = m.object_id "
                + $"WHERE o.schema_id = SCHEMA_ID('{schema}')")).Select(line => line.Replace(schema.Name, "ws", StringComparison.Ordinal)),
            .. await QueryAsync(
                "SELECT 'constraint', TABLE_NAME, CONSTRAINT_NAME, CONSTRAINT_TYPE "
                + $"FROM INFORMATION_SCHEMA.TABLE_CONSTRAINTS WHERE TABLE_SCHEMA = '{schema}'"),
        ];

        // Names that the server made differ from schema to schema.
        return [.. lines.Where(line => !line.Contains("DF__", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    public Task<IReadOnlyList<string>> DumpAsync(WorkspaceSchema schema) => DumpAsync(schema.Name);

    public Task<IReadOnlyList<string>> DumpMasterAsync() => DumpAsync(MasterSchema);

    public async Task<IReadOnlyList<string>> DumpAsync(string schema)
    {
        var lines = new List<string>();
        foreach (var table in await QueryAsync($"SELECT name FROM sys.tables WHERE schema_id = SCHEMA_ID('{schema}') ORDER BY name"))
        {
            var rows = await QueryAsync($"SELECT * FROM [{schema}].[{table}]");
            lines.AddRange(rows.Order(StringComparer.Ordinal).Select(row => $"{table} {row}"));
        }

        return lines;
    }

    public void UsePlain(DbContextOptionsBuilder options, WorkspaceSchema schema)
        => options.UseSqlServer(
            server.ConnectionString,
            sqlServer => sqlServer.MigrationsHistoryTable(HistoryRepository.DefaultTableName, schema.Name));

    public async Task<bool> ExistsAsync(WorkspaceSchema schema)
        => (await QueryAsync($"SELECT SCHEMA_ID('{schema}')")).Single().Length > 0;

    public bool ReadersPassWriters => false;

    public Task WaitUntilAwaitedAsync(DbConnection holder)
    {
        var session = ((SqlConnection)holder).ServerProcessId;
        return Waiting.UntilAsync(
            async () => (await QueryAsync($"SELECT session_id FROM sys.dm_exec_requests WHERE blocking_session_id = {session}")).Count > 0,
            "somebody waits for the transaction");
    }

    public string MasterTable(string table) => $"[{MasterSchema}].[{table}]";

    public async Task<DbConnection> OpenAsync(WorkspaceSchema? schema) => await OpenAsync();

    public Guid ReadId(object value) => (Guid)value;

    public DateTime ReadTime(object value) => DateTime.SpecifyKind((DateTime)value, DateTimeKind.Utc);

    public async Task<IOldPlace> CreateOldPlaceAsync()
    {
        var schema = string.Create(CultureInfo.InvariantCulture, $"old_{Guid.NewGuid():N}")[..20];
        _oldSchemas.Add(schema);
        await ExecuteAsync($"CREATE SCHEMA [{schema}]");
        return new SqlServerOldPlace(this, schema);
    }

    public Task CreateTemplateSchemaAsync() => ExecuteAsync($"CREATE SCHEMA [{WorkspaceSchema.TemplateName}]");

    public Task LoseAsync(WorkspaceSchema schema) => DropAsync(schema.Name);

    public async ValueTask DisposeAsync()
    {
        foreach (var schema in _oldSchemas)
        {
            await DropAsync(schema);
        }

        if ((await QueryAsync($"SELECT OBJECT_ID('[{MasterSchema}].[Workspace]')")).Single().Length == 0)
        {
            return;
        }

        foreach (var id in await QueryAsync($"SELECT id FROM [{MasterSchema}].[Workspace]"))
        {
            await DropAsync(WorkspaceSchema.For(Guid.Parse(id)).Name);
        }

        await DropAsync(MasterSchema);
    }

    private async Task DropAsync(string schema)
    {
        var provider = CreateProvider();
        var options = new DbContextOptionsBuilder<DbContext>();
        provider.Configure(options, services: null, isMaster: false);
        await using var context = new DbContext(options.Options);
        for (var isComplete = false; !isComplete;)
        {
            await using var session = await provider.OpenSessionAsync(
                context,
                new SchemaAccess(schema, TimeSpan.FromSeconds(30), new(mayBeMissing: true, mayDrop: true)),
                CancellationToken.None);
            isComplete = (await session.DropAsync(withDependents: true, CancellationToken.None)).IsComplete;
            await session.CompleteAsync([], CancellationToken.None);
        }
    }

    public async Task<IReadOnlyList<string>> QueryAsync(string sql)
    {
        var lines = new List<string>();
        await using var connection = await OpenAsync();
        await using var command = new SqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var values = new object[reader.FieldCount];
            reader.GetValues(values);
            lines.Add(string.Join(' ', values));
        }

        return lines;
    }

    private async Task<SqlConnection> OpenAsync()
    {
        var connection = new SqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
