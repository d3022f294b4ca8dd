using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PmAssist.Tenancy.Portability;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Portability;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>All connections of a host are killed at a random moment of each call of a workspace's life.</summary>
[Trait("Category", "Long")]
public sealed class KilledInTheMiddleTests(PostgreSqlServer server) : Specification(server)
{
    private const int Rounds = 6;
    private const int PoolSize = 8;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_is_done_twice_and_a_call_that_failed_can_be_repeated(bool retries)
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"the seed is {seed}");
        var random = new Random(seed);
        await using var host = await StartAsync(retries);
        await using var killer = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false }.ConnectionString);
        await killer.OpenAsync(Token);
        var failed = 0;
        for (var round = 0; round < Rounds; round++)
        {
            await CallAsync(async _ =>
            {
                await host.RefillSparesAsync();
                return true;
            });
            var request = new NewWorkspace($"Round {round}", "ada") { RequestId = $"request-{round}" };
            var workspace = await CallAsync(s => Workspaces(s).CreateAsync(request, Token));
            var id = workspace.Id;
            await CallAsync(s => Members(s).AddAsync(id, "grace", WorkspaceRole.Member, cancellationToken: Token));
            await CallAsync(s => Members(s).ChangeRoleAsync(id, "grace", WorkspaceRole.Admin, cancellationToken: Token));
            await CallAsync(s => Members(s).RemoveAsync(id, "grace", cancellationToken: Token));
            await CallAsync(s => Workspaces(s).ChangeSlugAsync(id, $"renamed-{round}", cancellationToken: Token));
            await CallAsync(s => Workspaces(s).SuspendAsync(id, cancellationToken: Token));
            await CallAsync(s => Workspaces(s).ResumeAsync(id, cancellationToken: Token));
            (await host.AuditAsync(id)).Select(e => e.Action)
                .Where(a => a is not ("workspace.provisioning_failed" or "workspace.provisioning_retried")).Order()
                .Should().Equal(
                    "member.added", "member.removed", "member.role_changed", "workspace.created", "workspace.provisioned",
                    "workspace.resumed", "workspace.slug_changed", "workspace.suspended");

            await host.FillAsync(workspace);
            var file = await host.ExportAsync(workspace);
            await CallAsync(s => RestoreAsync(s, id, file));
            (await host.CountAsync(workspace)).Should().Be((3, 3));

            await CallAsync(s => Workspaces(s).DeleteAsync(id, cancellationToken: Token));
            await CallAsync(s => Workspaces(s).RestoreAsync(id, cancellationToken: Token));
            await (await host.RentAsync(workspace)).DisposeAsync();
            await CallAsync(s => Workspaces(s).DeleteAsync(id, cancellationToken: Token));
            await CallAsync(async s =>
            {
                await Workspaces(s).PurgeAsync(id, cancellationToken: Token);
                return true;
            });
            (await host.AuditAsync(id)).Select(e => e.Action)
                .Where(a => a is "workspace.deleted" or "workspace.restored" or "workspace.purging" or "workspace.purged").Order()
                .Should().Equal("workspace.deleted", "workspace.deleted", "workspace.purged", "workspace.purging", "workspace.restored");
        }

        await host.RefillSparesAsync();
        (await ListAsync(WorkspaceStatus.Spare)).Should().HaveCount(2);
        (await ListAsync(status: null)).Should().BeEmpty();
        (await host.Services.GetRequiredService<IWorkspaceDoctor>()
            .ExamineAsync(new WorkspaceExamination { Filter = _ => true, StuckAfter = TimeSpan.Zero }, Token).ToListAsync(Token))
            .Should().BeEmpty();
        TestContext.Current.TestOutputHelper!.WriteLine($"{failed} calls failed");

        // Once while the connections are killed, and again until it is done.
        async Task<T> CallAsync<T>(Func<IServiceProvider, Task<T>> call)
        {
            for (var attempt = 0; ; attempt++)
            {
                await using var scope = host.Services.CreateAsyncScope();
                var kill = attempt == 0 ? KillAsync(random.NextDouble() * 15) : Task.CompletedTask;
                try
                {
                    return await call(scope.ServiceProvider);
                }
                catch (Exception exception) when (exception is (TenancyException or AggregateException) && !retries && attempt < 3)
                {
                    failed++;
                }
                finally
                {
                    await kill;
                    await MeetTheDeadAsync();
                }
            }
        }

        // What the pool still has of them; what the test itself asks must not meet them.
        async Task MeetTheDeadAsync()
        {
            for (var connection = 0; connection < PoolSize; connection++)
            {
                try
                {
                    await ListAsync(status: null);
                }
                catch (MasterUnavailableException)
                {
                    // One of them, which is out of the pool now.
                }
            }
        }

        async Task KillAsync(double milliseconds)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), Token);
            await using var command = new NpgsqlCommand(
                $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{host.Database.MasterSchema}'", killer);
            await command.ExecuteNonQueryAsync(Token);
        }

        Task<IReadOnlyList<Workspace>> ListAsync(WorkspaceStatus? status)
            => host.WithAsync<IWorkspaceService, IReadOnlyList<Workspace>>(
                w => w.ListAsync(new WorkspaceFilter { Status = status }, cancellationToken: Token));
    }

    /// <summary>A restore whose end was lost leaves the workspace suspended.</summary>
    private static async Task<ExportManifest> RestoreAsync(IServiceProvider services, Guid id, byte[] file)
    {
        if ((await Workspaces(services).GetAsync(id, Token)).Status == WorkspaceStatus.Suspended)
        {
            await Workspaces(services).ResumeAsync(id, cancellationToken: Token);
        }

        using var bytes = new MemoryStream(file);
        return await services.GetRequiredService<IWorkspacePortability>().RestoreAsync(
            id, bytes, new RestoreOptions { DiscardPrevious = true }, Token);
    }

    private static IWorkspaceService Workspaces(IServiceProvider services) => services.GetRequiredService<IWorkspaceService>();

    private static IWorkspaceMemberService Members(IServiceProvider services) => services.GetRequiredService<IWorkspaceMemberService>();

    private async Task<TestHost> StartAsync(bool retries)
    {
        PostgreSqlDatabase? database = null;
        database = new PostgreSqlDatabase(server, tenancy => tenancy
            .UseNpgsql(
                new NpgsqlConnectionStringBuilder(server.ConnectionString)
                {
                    ApplicationName = database!.MasterSchema,
                    MaxPoolSize = PoolSize,
                }.ConnectionString,
                npgsql =>
                {
                    if (retries)
                    {
                        npgsql.EnableRetryOnFailure(6, TimeSpan.FromMilliseconds(50), errorCodesToAdd: null);
                    }
                }));
        return await TestHost.StartAsync(
            database,
            tenancy => tenancy.Configure(options => (options.DeletionGrace, options.SpareWorkspaces) = (TimeSpan.FromDays(1), 2)));
    }
}
