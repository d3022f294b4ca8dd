using Npgsql;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>No call keeps a connection that another waits for.</summary>
public sealed class PoolTests(PostgreSqlServer server) : Specification(server)
{
    [Fact]
    public async Task More_callers_than_connections_create_their_workspaces()
    {
        var connectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString) { MaxPoolSize = 3, Timeout = 30 }
            .ConnectionString;
        await using var database = new PostgreSqlDatabase(server, tenancy => tenancy.UseNpgsql(connectionString));
        await using var host = await TestHost.StartAsync(database);

        var workspaces = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => host.CreateWorkspaceAsync()));

        workspaces.Should().OnlyContain(w => w.Status == WorkspaceStatus.Active);
    }

    [Fact]
    public async Task More_callers_than_pooled_contexts_leave_no_connection_open()
    {
        var connectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString) { MaxPoolSize = 5, Timeout = 5 }.ConnectionString;
        await using var database = new PostgreSqlDatabase(server, tenancy => tenancy.UseNpgsql(connectionString));
        await using var host = await TestHost.StartAsync(database, tenancy => tenancy.Configure(options => options.ContextPoolSize = 1));
        var workspace = await host.CreateWorkspaceAsync();

        await Parallel.ForAsync(
            0, 100, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (_, _) => await host.GetWorkspaceAsync(workspace.Id));

        await using var lease = await host.RentAsync(workspace);
        lease.Context.Schema.Should().Be(workspace.Schema);
    }
}
