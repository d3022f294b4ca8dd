using Npgsql;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>The longest time-out that the driver takes.</summary>
public sealed class CommandTimeoutTests(PostgreSqlServer server) : Specification(server)
{
    [Fact]
    public async Task The_longest_command_timeout_does_not_overflow()
    {
        var settings = new NpgsqlConnectionStringBuilder(server.ConnectionString) { CommandTimeout = int.MaxValue / 1000 };
        await using var host = await TestHost.StartAsync(
            new PostgreSqlDatabase(server, tenancy => tenancy.UseNpgsql(settings.ConnectionString)));

        var workspace = await host.CreateWorkspaceAsync();

        await using var next = host.Another<SpecDbContextV3>();
        (await next.Migrator.RunAsync(cancellationToken: Token)).Succeeded.Should().BeTrue();
        (await next.GetWorkspaceAsync(workspace.Id)).LastError.Should().BeNull();
    }
}
