using FluentAssertions;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.SqlServer.Tests.Recording;
using Xunit;

namespace PmAssist.Tenancy.SqlServer.Tests;

public sealed class ConnectionTests
{
    [Fact]
    public async Task Each_context_gets_a_connection_of_its_own_from_the_services()
    {
        await using var services = RecordedHost.Create(new RecordingServer());
        var factory = services.GetRequiredService<IDbContextFactory<MasterDbContext>>();
        await using var first = factory.CreateDbContext();
        await using var second = factory.CreateDbContext();

        first.Database.GetDbConnection().Should().BeOfType<RecordingConnection>().And.NotBeSameAs(second.Database.GetDbConnection());
    }

    [Fact]
    public async Task A_connection_string_gives_a_connection_of_the_client()
    {
        await using var services = new ServiceCollection()
            .AddPmAssistTenancy(tenancy => tenancy.UseSqlServer("Server=nowhere"))
            .BuildServiceProvider();
        await using var context = services.GetRequiredService<IDbContextFactory<MasterDbContext>>().CreateDbContext();

        context.Database.GetDbConnection().Should().BeOfType<SqlConnection>().Which.DataSource.Should().Be("nowhere");
    }

    [Fact]
    public async Task Schema_changes_use_their_own_login()
    {
        var (runTime, schemaChanges) = (new RecordingServer(), new RecordingServer());
        await using var services = new ServiceCollection()
            .AddPmAssistTenancy(tenancy => tenancy.UseSqlServer(
                _ => new RecordingConnection(runTime), schemaChangeConnection: _ => new RecordingConnection(schemaChanges)))
            .BuildServiceProvider();

        await services.GetRequiredService<IWorkspaceMigrator>().MigrateMasterAsync(cancellationToken: TestContext.Current.CancellationToken);

        schemaChanges.Statements.Should().Contain(s => s.Contains("CREATE SCHEMA [pmassist_master]", StringComparison.Ordinal));
        runTime.Statements.Should().BeEmpty();
    }

    [Fact]
    public void A_context_made_by_hand_has_its_connection_from_a_connection_string()
    {
        var options = new DbContextOptionsBuilder<WorkspaceDbContext>().UseWorkspaceSchemas(new SqlServerTenancyProvider("Server=nowhere")).Options;
        using var context = new WorkspaceDbContext(options);

        context.Database.GetDbConnection().Should().BeOfType<SqlConnection>();
    }
}
