using System.Net;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql.EntityFrameworkCore.PostgreSQL;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>A server that does not answer is one typed error, which tells no secret.</summary>
public sealed class UnreachableServerTests
{
    private const string Secret = "correct-horse-battery";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_service_call_says_that_the_database_cannot_be_opened(bool retries)
        => Fails(retries, async (services, token) =>
        {
            await using var scope = services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IWorkspaceService>().ListAsync(cancellationToken: token);
        });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Creating_a_workspace_says_it(bool retries)
        => Fails(retries, async (services, token) =>
        {
            await using var scope = services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IWorkspaceService>().CreateAsync(new NewWorkspace("Acme", "ada"), token);
        });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Renting_a_context_says_it(bool retries)
        => Fails(
            retries,
            (services, token) => services.GetRequiredService<IWorkspaceContextFactory<SpecDbContext>>().RentAsync(Guid.NewGuid(), token));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Migrating_the_master_says_it(bool retries)
        => Fails(
            retries, (services, token) => services.GetRequiredService<IWorkspaceMigrator>().MigrateMasterAsync(cancellationToken: token));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_run_over_the_workspaces_says_it(bool retries)
        => Fails(retries, (services, token) => services.GetRequiredService<IWorkspaceMigrator>().RunAsync(cancellationToken: token));

    [Theory]
    [InlineData("nonsense")]
    [InlineData("Host=127.0.0.1;Prot=5432;Password=correct-horse-battery")]
    public void A_connection_string_that_cannot_be_read_is_refused_when_it_is_registered(string connectionString)
    {
        var thrown = FluentActions.Invoking(() => new ServiceCollection()
                .AddPmAssistTenancy<SpecDbContext>(tenancy => tenancy.UseNpgsql(connectionString)))
            .Should().Throw<ArgumentException>().WithParameterName(nameof(connectionString));

        thrown.Which.Message.Should().StartWith("The connection string cannot be read: ");
        thrown.Which.ToString().Should().NotContain(Secret);
    }

    [Fact]
    public void So_is_the_one_for_schema_changes()
        => FluentActions.Invoking(() => new PostgreSqlTenancyProvider("Host=127.0.0.1", schemaChangeConnectionString: "nonsense"))
            .Should().Throw<ArgumentException>().WithParameterName("schemaChangeConnectionString");

    [Fact]
    public async Task A_start_that_is_stopped_while_the_server_does_not_answer_says_why_it_took_so_long()
    {
        foreach (var migrates in (bool[])[true, false])
        {
            using var stop = new CancellationTokenSource();
            var builder = Host.CreateEmptyApplicationBuilder(new());
            builder.Services.AddPmAssistTenancy<SpecDbContext>(tenancy => tenancy
                .UseNpgsql(Unreachable(), npgsql => npgsql.ExecutionStrategy(d => new CanceledAtFirstRetry(d, stop)))
                .Configure(options => options.MigrateOnStartup = migrates));
            using var host = builder.Build();

            var thrown = await FluentActions.Awaiting(() => host.StartAsync(stop.Token))
                .Should().ThrowAsync<MasterUnavailableException>();

            thrown.Which.Message.Should().Match("*start was canceled*127.0.0.1*Check that it exists*");
            thrown.Which.ToString().Should().NotContain(Secret);
        }
    }

    [Fact]
    public async Task A_call_that_is_canceled_between_two_attempts_stays_canceled_and_tells_the_last_error()
    {
        using var stop = new CancellationTokenSource();
        await using var services = new ServiceCollection()
            .AddPmAssistTenancy<SpecDbContext>(tenancy => tenancy
                .UseNpgsql(Unreachable(), npgsql => npgsql.ExecutionStrategy(d => new CanceledAtFirstRetry(d, stop))))
            .BuildServiceProvider();

        (await FluentActions.Awaiting(
            () => services.GetRequiredService<IWorkspaceMigrator>().MigrateMasterAsync(cancellationToken: stop.Token))
            .Should().ThrowAsync<OperationCanceledException>()).Which.Message.Should().Contain("127.0.0.1");
    }

    private static string Unreachable()
        => $"Host=127.0.0.1;Port={ClosedPort()};Username=pm;Password={Secret};Database=nowhere;Timeout=5";

    private static async Task Fails(bool retries, Func<IServiceProvider, CancellationToken, Task> call)
    {
        await using var services = new ServiceCollection()
            .AddPmAssistTenancy<SpecDbContext>(tenancy => tenancy.UseNpgsql(
                Unreachable(),
                npgsql =>
                {
                    if (retries)
                    {
                        npgsql.EnableRetryOnFailure(1, TimeSpan.FromMilliseconds(20), errorCodesToAdd: null);
                    }
                }))
            .BuildServiceProvider();

        var thrown = await FluentActions.Awaiting(() => call(services, TestContext.Current.CancellationToken))
            .Should().ThrowAsync<TenancyException>();

        thrown.Which.Message.Should().Contain("127.0.0.1", "whoever reads it has to know which server");
        thrown.Which.ToString().Should().NotContain(Secret).And.NotContain("Password").And.NotContain("Username");
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class CanceledAtFirstRetry(ExecutionStrategyDependencies dependencies, CancellationTokenSource stop)
        : NpgsqlRetryingExecutionStrategy(dependencies)
    {
        protected override void OnRetry() => stop.Cancel();
    }
}
