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

        await services.GetRequiredService<IWorkspaceMigrator>()
            .MigrateMasterAsync(cancellationToken: TestContext.Current.CancellationToken);

        schemaChanges.Statements.Should().Contain(s => s.Contains("CREATE SCHEMA [pmassist_master]", StringComparison.Ordinal));
        runTime.Statements.Should().BeEmpty();
    }

    [Fact]
    public void A_context_made_by_hand_has_its_connection_from_a_connection_string()
    {
        var options = new DbContextOptionsBuilder<WorkspaceDbContext>().UseWorkspaceSchemas(new SqlServerTenancyProvider("Server=nowhere"))
            .Options;
        using var context = new WorkspaceDbContext(options);

        context.Database.GetDbConnection().Should().BeOfType<SqlConnection>();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_connection_put_on_a_pooled_context_is_in_no_later_one(bool fromServices, bool usedBefore)
    {
        using var services = new ServiceCollection()
            .AddPmAssistTenancy(tenancy => _ = fromServices
                ? tenancy.UseSqlServer(_ => new SqlConnection("Server=nowhere"))
                : tenancy.UseSqlServer("Server=nowhere"))
            .BuildServiceProvider();
        var factory = services.GetRequiredService<IDbContextFactory<MasterDbContext>>();
        using var foreign = new SqlConnection("Server=nowhere");
        MasterDbContext tainted;
        using (tainted = factory.CreateDbContext())
        {
            _ = usedBefore ? tainted.Database.GetDbConnection() : null;
            tainted.Database.SetDbConnection(foreign);
        }

        using var next = factory.CreateDbContext();
        next.Should().NotBeSameAs(tainted);
        next.Database.GetDbConnection().Should().NotBeSameAs(foreign);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_string_set_on_the_connection_itself_is_in_no_later_context(bool fromServices)
    {
        const string ConnectionString = "Server=nowhere;User ID=u;Password=p";
        using var services = new ServiceCollection()
            .AddPmAssistTenancy(
                tenancy => _ = fromServices
                    ? tenancy.UseSqlServer(_ => new SqlConnection(ConnectionString)) : tenancy.UseSqlServer(ConnectionString))
            .BuildServiceProvider();
        var factory = services.GetRequiredService<IDbContextFactory<MasterDbContext>>();
        MasterDbContext tainted;
        using (tainted = factory.CreateDbContext())
        {
            tainted.Database.GetDbConnection().ConnectionString = "Server=replica;User ID=u;Password=p";
        }

        using var next = factory.CreateDbContext();
        next.Should().NotBeSameAs(tainted);
        next.Database.GetDbConnection().DataSource.Should().Be("nowhere");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_connection_string_set_on_a_pooled_context_is_in_no_later_one(bool fromServices)
    {
        using var services = new ServiceCollection()
            .AddPmAssistTenancy(tenancy => _ = fromServices
                ? tenancy.UseSqlServer(_ => new SqlConnection("Server=nowhere;User ID=u;Password=p"))
                : tenancy.UseSqlServer("Server=nowhere"))
            .BuildServiceProvider();
        var factory = services.GetRequiredService<IDbContextFactory<MasterDbContext>>();
        MasterDbContext untouched;
        using (untouched = factory.CreateDbContext())
        {
            untouched.Database.GetDbConnection().Should().BeOfType<SqlConnection>();
        }

        MasterDbContext tainted;
        using (tainted = factory.CreateDbContext())
        {
            tainted.Should().BeSameAs(untouched, "having had a connection does not make it foreign");
            tainted.Database.SetConnectionString("Server=replica");
        }

        using var next = factory.CreateDbContext();
        next.Database.GetDbConnection().DataSource.Should().Be("nowhere");
    }
}
