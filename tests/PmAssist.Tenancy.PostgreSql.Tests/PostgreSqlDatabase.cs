using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Cutover;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>One test's master schema in the one database.</summary>
/// <param name="connectionString">The database.</param>
/// <param name="isTemporary">Whether the whole database is dropped after the test, so that nothing in it has to be.</param>
/// <param name="use">How the library is pointed at the database; null for its connection string.</param>
public sealed class PostgreSqlDatabase(string connectionString, bool isTemporary, Action<TenancyBuilder>? use = null) : ITestDatabase
{
    private readonly List<string> _oldSchemas = [];

    public PostgreSqlDatabase(PostgreSqlServer server, Action<TenancyBuilder>? use = null)
        : this(server?.ConnectionString ?? throw new ArgumentNullException(nameof(server)), isTemporary: false, use)
    {
    }

    public string MasterSchema { get; } = $"master_{Guid.NewGuid():N}"[..20];

    public string ConnectionString => connectionString;

    /// <summary>Whether an old database is named by a connection of its own, so that its rows are brought over that.</summary>
    public bool OldIsElsewhere { get; init; }

    public void Use(CutoverBuilder cutover) => cutover.UseNpgsql();

    public void Use(TenancyBuilder tenancy)
    {
        if (use is null)
        {
            tenancy.UseNpgsql(connectionString);
        }
        else
        {
            use(tenancy);
        }
    }

    public TenancyProvider CreateProvider() => new PostgreSqlTenancyProvider(connectionString);

    public Task ExecuteAsync(WorkspaceSchema schema, string sql) => ExecuteAsync(sql);

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <remarks>From a file: what psql reads from its input goes on after an error in some cases.</remarks>
    public Task RunScriptAsync(string script) => RunScriptAsync(script, connectionString);

    public static async Task RunScriptAsync(string script, string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var psql = PrivateCluster.FindBinaries() is { } binaries && File.Exists(Path.Combine(binaries, "psql"))
            ? Path.Combine(binaries, "psql") : "psql";
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, script);
        try
        {
            await CommandLineTool.RunAsync(
                Path.GetTempPath(),
                input: "",
                psql,
                "-q", "-X", "-f", file,
                $"host={settings.Host} port={settings.Port} user={settings.Username} dbname={settings.Database} "
                    + $"password={settings.Password ?? "none"}");
        }
        finally
        {
            File.Delete(file);
        }
    }

    public string Table(WorkspaceSchema schema, string table) => $"\"{schema}\".\"{table}\"";

    public async Task<IReadOnlyList<string>> DescribeAsync(WorkspaceSchema schema)
    {
        const string Sql = """
            SELECT 'column ' || table_name || '.' || column_name || ' ' || udt_name || coalesce('(' || character_maximum_length || ')', '') || ' '
                || is_nullable || ' ' || replace(coalesce(column_default, ''), $1, 'ws') || ' ' || coalesce(generation_expression, '')
            FROM information_schema.columns WHERE table_schema = $1
            UNION ALL SELECT 'index ' || tablename || ' ' || replace(indexdef, $1, 'ws') FROM pg_indexes WHERE schemaname = $1
            UNION ALL SELECT 'constraint ' || conname || ' ' || replace(pg_get_constraintdef(oid), $1, 'ws')
            FROM pg_constraint WHERE connamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)
            UNION ALL SELECT 'function ' || replace(pg_get_functiondef(oid), $1, 'ws')
            FROM pg_proc WHERE pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)
            UNION ALL SELECT 'sequence ' || sequencename || ' ' || start_value || ' ' || coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = $1
            UNION ALL SELECT relkind::text || ' ' || relname || ' ' || replace(coalesce(obj_description(oid, 'pg_class'), ''), $1, 'ws')
                || CASE relkind WHEN 'v' THEN replace(pg_get_viewdef(oid), $1, 'ws') ELSE '' END
            FROM pg_class WHERE relkind IN ('r', 'v', 'm') AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)
            ORDER BY 1
            """;
        return await ReadAsync(Sql, schema.Name);
    }

    public Task<IReadOnlyList<string>> DumpAsync(WorkspaceSchema schema) => DumpAsync(schema.Name);

    public Task<IReadOnlyList<string>> DumpMasterAsync() => DumpAsync(MasterSchema);

    public async Task<IReadOnlyList<string>> DumpAsync(string schema)
    {
        var lines = new List<string>();
        foreach (var table in await ReadAsync($"SELECT tablename FROM pg_tables WHERE schemaname = '{schema}' ORDER BY 1"))
        {
            var rows = await ReadAsync($"SELECT t::text FROM \"{schema}\".\"{table}\" AS t ORDER BY 1");
            lines.AddRange(rows.Select(row => $"{table} {row}"));
        }

        return lines;
    }

    public void UsePlain(DbContextOptionsBuilder options, WorkspaceSchema schema)
        => options.UseNpgsql(connectionString, npgsql => npgsql.MigrationsHistoryTable(HistoryRepository.DefaultTableName, schema.Name));

    public async Task<bool> ExistsAsync(WorkspaceSchema schema)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM pg_namespace WHERE nspname = $1", connection)
        {
            Parameters = { new() { Value = schema.Name } },
        };
        return await command.ExecuteScalarAsync() is > 0L;
    }

    public bool ReadersPassWriters => true;

    public Task WaitUntilAwaitedAsync(DbConnection holder)
    {
        var process = ((NpgsqlConnection)holder).ProcessID;
        return Waiting.UntilAsync(
            () => QueryAsync<bool>(
                $"SELECT EXISTS (SELECT FROM pg_catalog.pg_locks WHERE NOT granted AND {process} = ANY (pg_blocking_pids(pid)))"),
            "somebody waits for the transaction");
    }

    public string MasterTable(string table) => $"\"{MasterSchema}\".\"{table}\"";

    public async Task<DbConnection> OpenAsync(WorkspaceSchema? schema) => await OpenAsync();

    public Guid ReadId(object value) => (Guid)value;

    public DateTime ReadTime(object value) => (DateTime)value;

    public async Task<IOldPlace> CreateOldPlaceAsync()
    {
        var schema = string.Create(CultureInfo.InvariantCulture, $"old_{Guid.NewGuid():N}")[..20];
        _oldSchemas.Add(schema);
        await ExecuteAsync($"CREATE SCHEMA {schema}");
        return new PostgreSqlOldPlace(this, schema, OldIsElsewhere ? connectionString : null);
    }

    public Task CreateTemplateSchemaAsync() => ExecuteAsync($"CREATE SCHEMA {WorkspaceSchema.TemplateName}");

    public Task LoseAsync(WorkspaceSchema schema) => ExecuteAsync($"DROP SCHEMA \"{schema}\" CASCADE");

    /// <summary>Drops what the test has made: tests that look at all schemas of the database would look at these too.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isTemporary)
        {
            return;
        }

        const int SchemasAtOnce = 20;
        var hasMaster = await QueryAsync<bool>($"SELECT to_regclass('{MasterSchema}.\"Workspace\"') IS NOT NULL");
        var schemas = hasMaster ? await ReadAsync($"SELECT 'ws_' || replace(id::text, '-', '') FROM \"{MasterSchema}\".\"Workspace\"") : [];
        foreach (var some in schemas.Concat(_oldSchemas).Append(MasterSchema).Chunk(SchemasAtOnce))
        {
            await ExecuteAsync($"DROP SCHEMA IF EXISTS {string.Join(", ", some.Select(schema => $"\"{schema}\""))} CASCADE");
        }
    }

    public async Task<IReadOnlyList<string>> ReadAsync(string sql, params string[] parameters)
    {
        var lines = new List<string>();
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters.Select(p => new NpgsqlParameter { Value = p }).ToArray());
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return connection;
    }
}
