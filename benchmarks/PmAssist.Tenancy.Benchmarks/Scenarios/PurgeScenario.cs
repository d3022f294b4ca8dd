using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>
/// A deleted workspace of many tables, purged: against the bare drops, as many tables at a time, then the schema. An operation is a
/// workspace. PostgreSQL.
/// </summary>
internal sealed class PurgeScenario(int tables) : Scenario
{
    /// <summary>As many as the library drops in one transaction.</summary>
    private const int TablesPerTransaction = 50;

    public override async Task<Side> PrepareAsync(string side, Setting setting)
    {
        if (setting.Engine is not PostgreSqlEngine)
        {
            throw new InvalidOperationException("The purge is measured on PostgreSQL.");
        }

        var host = await OurHost<BenchDbContext>.StartAsync(setting);
        Func<WorkspaceSchema, Task> purge = side == Ours ? schema => PurgeAsync(host, schema) : schema => DropAsync(setting, schema);
        var warmUp = Setting.NewSchemas(2);
        await FillAsync(host, setting, warmUp, 2 * TablesPerTransaction);
        await Side.ForEach(warmUp, purge).RunAsync(setting.Parallel);
        var schemas = Setting.NewSchemas(setting.Workspaces);
        await FillAsync(host, setting, schemas, tables);
        return Side.ForEach(schemas, purge, host);
    }

    private static async Task PurgeAsync(OurHost host, WorkspaceSchema schema)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IWorkspaceService>().PurgeAsync(schema.WorkspaceId);
    }

    /// <summary>A key, a unique text and an index each, and a reference to the table before in every other one.</summary>
    private static async Task FillAsync(OurHost host, Setting setting, WorkspaceSchema[] schemas, int tables)
    {
        await using var connection = setting.Engine.Connect(setting.Database);
        await connection.OpenAsync();
        foreach (var schema in schemas)
        {
            await host.CreateAsync(schema);
            for (var first = 0; first < tables; first += TablesPerTransaction)
            {
                await using var command = connection.CreateCommand();
                command.CommandText = string.Join(
                    "; ",
                    Enumerable.Range(first, Math.Min(TablesPerTransaction, tables - first)).Select(i =>
                        $"CREATE TABLE {schema}.t_{i} (id bigserial PRIMARY KEY, name text UNIQUE, made timestamptz, "
                        + $"before bigint{(i % 2 == 1 ? $" REFERENCES {schema}.t_{i - 1}" : "")}); CREATE INDEX ON {schema}.t_{i} (made)"));
                await command.ExecuteNonQueryAsync();
            }

            await using var scope = host.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IWorkspaceService>().DeleteAsync(schema.WorkspaceId);
        }
    }

    /// <summary>The order is known: the newest table first.</summary>
    private static async Task DropAsync(Setting setting, WorkspaceSchema schema)
    {
        await using var connection = setting.Engine.Connect(setting.Database);
        await connection.OpenAsync();
        var tables = new List<string>();
        await using (var command = connection.CreateCommand())
        {
            command.CommandText =
                $"SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = '{schema}'::regnamespace ORDER BY oid DESC";
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                tables.Add(reader.GetString(0));
            }
        }

        foreach (var part in tables.Chunk(TablesPerTransaction))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"DROP TABLE {string.Join(", ", part.Select(table => $"{schema}.\"{table}\""))}";
            await command.ExecuteNonQueryAsync();
        }

        await using var drop = connection.CreateCommand();
        drop.CommandText = $"DROP SCHEMA {schema}";
        await drop.ExecuteNonQueryAsync();
    }
}
