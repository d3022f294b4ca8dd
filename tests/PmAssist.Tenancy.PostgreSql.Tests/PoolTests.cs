using Npgsql;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>A schema change uses one connection, so callers cannot wait for each other's second one.</summary>
public sealed class PoolTests(PostgreSqlServer server) : Specification(server)
{
    [Fact]
    public async Task More_callers_than_connections_create_their_workspaces()
    {
        var connectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString) { MaxPoolSize = 3, Timeout = 30 }.ConnectionString;
        await using var database = new PostgreSqlDatabase(server, tenancy => tenancy.UseNpgsql(connectionString));
        await using var host = await TestHost.StartAsync(database);

        var workspaces = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => host.CreateWorkspaceAsync()));

        workspaces.Should().OnlyContain(w => w.Status == WorkspaceStatus.Active);
    }
}
