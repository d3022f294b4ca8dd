using Npgsql;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>
/// A cluster of Citus by its coordinator, whose database has the extension and knows the workers. Workspaces are distributed; for the
/// other side, <see cref="Engine.SingleServer"/>, they stay on the coordinator, which is a server of PostgreSQL as any other then.
/// </summary>
internal sealed class CitusEngine(string coordinator) : PostgreSqlEngine(coordinator, cluster: null)
{
    public override Engine SingleServer { get; } = new Coordinator(coordinator);

    public override bool MakesSchemasAlike => false;

    /// <summary>On all nodes, because Citus does not create databases elsewhere.</summary>
    public override async Task<string> CreateDatabaseAsync()
    {
        var database = await base.CreateDatabaseAsync();
        var nodes = await ReadNodesAsync();
        foreach (var (host, port, isCoordinator) in nodes)
        {
            var there = new NpgsqlConnectionStringBuilder(database) { Host = host, Port = port };
            if (!isCoordinator)
            {
                await ExecuteAsync(
                    new NpgsqlConnectionStringBuilder(ConnectionString) { Host = host, Port = port }.ToString(),
                    $"CREATE DATABASE {there.Database}");
            }

            await ExecuteAsync(there.ToString(), "CREATE EXTENSION citus");
        }

        foreach (var (host, port, isCoordinator) in nodes.OrderByDescending(n => n.IsCoordinator))
        {
            await ExecuteAsync(database, $"SELECT citus_{(isCoordinator ? "set_coordinator_host" : "add_node")}('{host}', {port})");
        }

        return database;
    }

    public override void Use(TenancyBuilder tenancy, string database) => tenancy.UseNpgsql(database).DistributeSchemas();

    private async Task<IReadOnlyList<(string Host, int Port, bool IsCoordinator)>> ReadNodesAsync()
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT nodename, nodeport, groupid = 0 FROM pg_dist_node", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var nodes = new List<(string, int, bool)>();
        while (await reader.ReadAsync())
        {
            nodes.Add((reader.GetString(0), reader.GetInt32(1), reader.GetBoolean(2)));
        }

        return nodes;
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class Coordinator(string connectionString) : PostgreSqlEngine(connectionString, cluster: null)
    {
        public override bool MakesSchemasAlike => false;
    }
}
