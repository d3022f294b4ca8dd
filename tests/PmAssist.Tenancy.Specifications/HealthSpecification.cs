using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PmAssist.Tenancy.Internal;
using PmAssist.Tenancy.Providers;

namespace PmAssist.Tenancy.Specifications;

/// <summary>What probes are told, and what they cost.</summary>
public abstract class HealthSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task A_master_that_is_there_and_current_is_ready()
    {
        await using var host = await StartAsync();
        (await HealthOf(host).Ready.GetAsync(Token)).Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task A_master_that_is_not_there_is_not_ready_and_the_fleet_is_never_worse_than_degraded()
    {
        await using var host = TestHost.Create<SpecDbContext>(Server.CreateDatabase(), configure: null, Mode);
        var health = HealthOf(host);

        (await health.Ready.GetAsync(Token)).Status.Should().Be(HealthStatus.Unhealthy);
        (await health.Fleet.GetAsync(Token)).Status.Should().Be(HealthStatus.Degraded);
    }

    [Fact]
    public async Task Workspaces_that_need_somebody_degrade_the_fleet()
    {
        await using var host = await StartAsync();
        var workspaces = new List<Workspace>();
        for (var i = 0; i < 4; i++)
        {
            workspaces.Add(await host.CreateWorkspaceAsync());
        }

        (await HealthOf(host).Fleet.GetAsync(Token)).Status.Should().Be(HealthStatus.Healthy);
        var longAgo = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        await SetAsync(host, workspaces[1], w => w.SetProperty(x => x.SchemaFingerprint, (string?)null));
        await SetAsync(host, workspaces[2], w => w.SetProperty(x => x.LastError, "no space left"));
        await SetAsync(
            host, workspaces[3], w => w.SetProperty(x => x.Status, WorkspaceStatus.Deleting).SetProperty(x => x.UpdatedUtc, longAgo));
        await host.Services.GetRequiredService<ICatalogue>().SuspendForRestoreAsync(workspaces[0].Id, actorId: null, Token);
        await SetAsync(host, workspaces[0], w => w.SetProperty(x => x.UpdatedUtc, longAgo));

        var result = await HealthOf(host).Fleet.GetAsync(Token);

        result.Status.Should().Be(HealthStatus.Degraded);
        result.Data.Should().Contain("behind", 1).And.Contain("failed", 1).And.Contain("stuck", 2);
        result.Description.Should().Contain("1 behind").And.Contain("2 stuck");
    }

    [Fact]
    public async Task Probes_in_between_get_the_last_answer()
    {
        var clock = new ManualClock();
        var queries = new QueryCounter();
        await using var host = await StartAsync(
            clock, tenancy => tenancy.ConfigureMaster((_, options) => options.AddInterceptors(queries)));
        var health = HealthOf(host);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => health.Ready.GetAsync(Token)));
        await health.Fleet.GetAsync(Token);
        var looked = queries.Count;
        looked.Should().BeInRange(2, 15, "one look serves all who ask at the same time");

        clock.Advance(TimeSpan.FromSeconds(4.9));
        await health.Ready.GetAsync(Token);
        await health.Fleet.GetAsync(Token);
        queries.Count.Should().Be(looked);

        clock.Advance(TimeSpan.FromSeconds(0.2));
        await health.Fleet.GetAsync(Token);
        queries.Count.Should().Be(looked);
        await health.Ready.GetAsync(Token);
        queries.Count.Should().BeGreaterThan(looked);

        looked = queries.Count;
        clock.Advance(TimeSpan.FromMinutes(1));
        await health.Fleet.GetAsync(Token);
        queries.Count.Should().BeGreaterThan(looked);
    }

    private static TenancyHealth HealthOf(TestHost host)
        => ActivatorUtilities.CreateInstance<TenancyHealth>(host.Services);

    private static Task<int> SetAsync(
        TestHost host, Workspace workspace, Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<Workspace>> set)
        => host.WithAsync<MasterDbContext, int>(
            master => master.Workspaces.Where(w => w.Id == workspace.Id).ExecuteUpdateAsync(set, Token));

    private sealed class QueryCounter : DbCommandInterceptor
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _count);
            return new(result);
        }

        public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _count);
            return new(result);
        }
    }
}
