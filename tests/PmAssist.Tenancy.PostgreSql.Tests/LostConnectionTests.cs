using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>A server that restarts leaves dead connections in the pool.</summary>
[Trait("Category", "Long")]
public sealed class LostConnectionTests(PostgreSqlServer server) : Specification(server)
{
    private static readonly Dictionary<string, Func<IServiceProvider, Guid, Task>> Calls = new()
    {
        ["list"] = (s, _) => s.GetRequiredService<IWorkspaceService>().ListAsync(cancellationToken: Token),
        ["get"] = (s, id) => s.GetRequiredService<IWorkspaceService>().GetAsync(id, Token),
        ["find"] = (s, _) => s.GetRequiredService<IWorkspaceService>().FindBySlugAsync("nobody", Token),
        ["create"] = (s, _) => s.GetRequiredService<IWorkspaceService>().CreateAsync(new NewWorkspace("New", "ada"), Token),
        ["rename"] = (s, id) => s.GetRequiredService<IWorkspaceService>().RenameAsync(id, "Renamed", cancellationToken: Token),
        ["touch"] = (s, id) => s.GetRequiredService<IWorkspaceService>().TouchAsync(id, Token),
        ["delete"] = (s, id) => s.GetRequiredService<IWorkspaceService>().DeleteAsync(id, cancellationToken: Token),
        ["add a member"] = (s, id) => s.GetRequiredService<IWorkspaceMemberService>()
            .AddAsync(id, "grace", WorkspaceRole.Member, cancellationToken: Token),
        ["audit"] = (s, id) => s.GetRequiredService<IAuditLog>().WriteAsync(new NewAuditEntry("a", "b", "c") { WorkspaceId = id }, Token),
        ["read audit"] = (s, id) => s.GetRequiredService<IAuditLog>().ReadAsync(id, cancellationToken: Token),
        ["enter"] = (s, id) => s.GetRequiredService<IWorkspaceAccessor>().EnterAsync(id, Token),
        ["rent"] = async (s, id) => await (await s.GetRequiredService<IWorkspaceContextFactory<SpecDbContext>>().RentAsync(id, Token))
            .DisposeAsync(),
        ["visit"] = (s, _) => s.GetRequiredService<IWorkspaceFleet<SpecDbContext>>()
            .VisitAsync((_, _, _) => Task.CompletedTask, cancellationToken: Token),
        ["status"] = (s, _) => s.GetRequiredService<IWorkspaceMigrator>().GetStatusAsync(Token),
        ["run"] = (s, _) => s.GetRequiredService<IWorkspaceMigrator>().RunAsync(cancellationToken: Token),
    };

    public static TheoryData<string> Names => [.. Calls.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_killed_connection_is_the_typed_error_and_the_next_call_works(string call)
    {
        await using var host = await StartAsync(retries: false);
        var workspace = await host.CreateWorkspaceAsync();
        await KillAsync(host);

        var thrown = (
            await FluentActions.Awaiting(() => RunAsync(host, call, workspace.Id)).Should().ThrowAsync<MasterUnavailableException>()).Which;

        thrown.Message.Should().Contain("was lost: 57P01").And.Contain("Try again");
        thrown.GetBaseException().Should().BeOfType<PostgresException>("the first error is the one to tell")
            .Which.SqlState.Should().Be(PostgresErrorCodes.AdminShutdown);
        await RunAsync(host, call, workspace.Id);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task With_retries_nobody_notices(string call)
    {
        await using var host = await StartAsync(retries: true);
        var workspace = await host.CreateWorkspaceAsync();
        await KillAsync(host);

        await FluentActions.Awaiting(() => RunAsync(host, call, workspace.Id)).Should().NotThrowAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_librarys_background_services_outlive_it(bool retries)
    {
        await using var host = await StartAsync(retries);
        var workspace = await host.CreateWorkspaceAsync();
        var services = host.Services.GetServices<IHostedService>().OfType<IHostedLifecycleService>().ToList();
        foreach (var service in services)
        {
            await service.StartingAsync(Token);
            await service.StartAsync(Token);
        }

        await (await host.RentAsync(workspace)).DisposeAsync();
        await KillAsync(host);
        for (var waited = 0; !await IsSeenAsync(); waited++)
        {
            waited.Should().BeLessThan(100, "what could not be written is written the next time");
            await Task.Delay(100, Token);
        }

        // The check at the start as well: it is skipped, not an end of the host.
        await KillAsync(host);
        foreach (var service in services)
        {
            await service.StartingAsync(Token);
            await service.StoppedAsync(Token);
        }

        // On another connection, or the test itself would be the one to meet the dead ones.
        async Task<bool> IsSeenAsync()
            => await Of(host).QueryAsync<long>($"SELECT count(last_seen_utc) FROM {host.Database.MasterTable("Workspace")}") == 1;
    }

    private static async Task RunAsync(TestHost host, string call, Guid id)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await Calls[call](scope.ServiceProvider, id);
    }

    /// <summary>As an administrator's fast shutdown does; the pool does not know yet.</summary>
    private static async Task KillAsync(TestHost host)
        => (await Of(host).QueryAsync<long>(
            $"SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE application_name = '{host.Database.MasterSchema}'"))
            .Should().BeGreaterThan(0);

    private static PostgreSqlDatabase Of(TestHost host) => (PostgreSqlDatabase)host.Database;

    private async Task<TestHost> StartAsync(bool retries)
    {
        // A pool of its own, whose connections are known by their name.
        PostgreSqlDatabase? database = null;
        database = new PostgreSqlDatabase(server, tenancy => tenancy
            .UseNpgsql(
                new NpgsqlConnectionStringBuilder(server.ConnectionString) { ApplicationName = database!.MasterSchema, MaxPoolSize = 4 }
                    .ConnectionString,
                npgsql =>
                {
                    if (retries)
                    {
                        npgsql.EnableRetryOnFailure(3, TimeSpan.FromMilliseconds(50), errorCodesToAdd: null);
                    }
                })
            .Configure(options => (options.CatalogueCacheDuration, options.LastSeenInterval) = (TimeSpan.Zero, TimeSpan.FromSeconds(1))));
        return await TestHost.StartAsync(database);
    }
}
