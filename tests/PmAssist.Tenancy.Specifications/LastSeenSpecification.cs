using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy.Specifications;

/// <summary><c>last_seen_utc</c> is kept by use, and not by a write for each.</summary>
public abstract class LastSeenSpecification(ITestServer server) : Specification(server)
{
    private readonly ManualClock _clock = new();

    private DateTime Now => _clock.GetUtcNow().UtcDateTime;

    [Fact]
    public async Task Every_way_into_a_workspace_counts_as_use()
    {
        await using var host = await StartAsync(_clock);
        var keeper = await KeepAsync(host);
        var workspaces = await CreateAsync(host, 4);
        await (await host.RentAsync(workspaces[0])).DisposeAsync();
        await host.Contexts.Rent(workspaces[1]).DisposeAsync();
        await (await host.Scopes.CreateScopeAsync(workspaces[2].Id, Token)).DisposeAsync();
        _clock.Advance(TimeSpan.FromSeconds(10));

        await keeper.FlushAsync(Token);

        (await LastSeenAsync(host, workspaces)).Should().Equal(Now, Now, Now, null);
        (await host.Scopes.CreateScopeAsync(workspaces[0].Id, Token)).Workspace.LastSeenUtc.Should().Be(Now);
    }

    [Fact]
    public async Task One_statement_writes_them_all_and_leaves_the_rest_of_the_row_alone()
    {
        await using var host = await StartAsync(_clock);
        var keeper = await KeepAsync(host);
        var workspaces = await CreateAsync(host, 5);
        _clock.Advance(TimeSpan.FromSeconds(10));
        for (var i = 0; i < 3; i++)
        {
            foreach (var workspace in workspaces)
            {
                await (await host.RentAsync(workspace)).DisposeAsync();
            }
        }

        var before = Updates(host);
        await keeper.FlushAsync(Token);
        (Updates(host) - before).Should().Be(1);
        await keeper.FlushAsync(Token);
        (Updates(host) - before).Should().Be(1, "nothing was used since");

        foreach (var workspace in workspaces)
        {
            (await host.GetWorkspaceAsync(workspace.Id)).Should().BeEquivalentTo(workspace, o => o.Excluding(w => w.LastSeenUtc));
        }
    }

    [Fact]
    public async Task Last_seen_never_moves_back()
    {
        await using var host = await StartAsync(_clock);
        var keeper = await KeepAsync(host);
        var workspace = await host.CreateWorkspaceAsync();
        var later = Now.AddMinutes(5);
        await host.WithAsync<MasterDbContext, int>(master => master.Workspaces.Where(w => w.Id == workspace.Id).ExecuteUpdateAsync(
            set => set.SetProperty(w => w.LastSeenUtc, later), Token));
        await (await host.RentAsync(workspace)).DisposeAsync();

        await keeper.FlushAsync(Token);

        (await LastSeenAsync(host, [workspace])).Should().Equal(later);
    }

    [Fact]
    public async Task It_is_written_each_interval_and_once_more_when_the_host_has_stopped()
    {
        await using var host = await StartAsync(_clock);
        var keeper = await KeepAsync(host);
        var workspaces = await CreateAsync(host, 2);
        await (await host.RentAsync(workspaces[0])).DisposeAsync();

        _clock.Advance(TimeSpan.FromSeconds(59));
        Updates(host).Should().Be(0);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await EventuallyAsync(async () => (await LastSeenAsync(host, workspaces))[0] == Now);
        await EventuallyAsync(() => Task.FromResult(Updates(host) == 1));

        await (await host.RentAsync(workspaces[1])).DisposeAsync();
        _clock.Advance(TimeSpan.FromSeconds(5));
        await keeper.StoppedAsync(Token);
        (await LastSeenAsync(host, workspaces)).Should().Equal(Now.AddSeconds(-5), Now);

        await (await host.RentAsync(workspaces[0])).DisposeAsync();
        host.Services.GetRequiredService<LastSeen>().Take().Should().BeEmpty("nobody would take it");
    }

    [Fact]
    public async Task A_failure_is_logged_and_made_good_with_the_time_of_the_use()
    {
        await using var host = TestHost.Create<SpecDbContext>(Server.CreateDatabase(), configure: null, Mode, clock: _clock);
        var keeper = await KeepAsync(host);
        var id = Guid.NewGuid();
        host.Services.GetRequiredService<LastSeen>().Note(id);
        await keeper.FlushAsync(Token);
        var used = Now;
        host.Log.Messages.Should().ContainSingle(m => m.StartsWith("last_seen_utc of 1 workspaces", StringComparison.Ordinal));

        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        var workspaces = new List<Workspace> { await host.CreateWorkspaceAsync(id: id), await host.CreateWorkspaceAsync() };
        await (await host.RentAsync(workspaces[1])).DisposeAsync();
        _clock.Advance(TimeSpan.FromMinutes(3));
        await keeper.FlushAsync(Token);

        (await LastSeenAsync(host, workspaces)).Should().Equal(used, Now);
    }

    [Fact]
    public async Task It_can_be_switched_off()
    {
        await using var host = await StartAsync(_clock, t => t.Configure(o => o.LastSeenInterval = TimeSpan.Zero));
        var keeper = await KeepAsync(host);
        var workspace = await host.CreateWorkspaceAsync();
        await (await host.RentAsync(workspace)).DisposeAsync();

        await keeper.StoppedAsync(Token);

        (await LastSeenAsync(host, [workspace])).Should().Equal((DateTime?)null);
    }

    [Fact]
    public async Task More_than_a_statement_takes_are_written_in_lots()
    {
        await using var host = await StartAsync(_clock);
        var keeper = await KeepAsync(host);
        var lastSeen = host.Services.GetRequiredService<LastSeen>();
        var workspace = await host.CreateWorkspaceAsync();
        lastSeen.Note(workspace.Id);
        for (var i = 0; i < 2000; i++)
        {
            lastSeen.Note(Guid.NewGuid());
        }

        await keeper.FlushAsync(Token);

        Updates(host).Should().Be(3);
        (await LastSeenAsync(host, [workspace])).Should().Equal(Now);
    }

    private static async Task<LastSeenKeeper> KeepAsync(TestHost host)
    {
        var keeper = host.Services.GetServices<IHostedService>().OfType<LastSeenKeeper>().Single();
        await keeper.StartAsync(Token);
        return keeper;
    }

    private static async Task<List<Workspace>> CreateAsync(TestHost host, int count)
    {
        var created = new List<Workspace>();
        for (var i = 0; i < count; i++)
        {
            created.Add(await host.CreateWorkspaceAsync());
        }

        return created;
    }

    private static async Task<List<DateTime?>> LastSeenAsync(TestHost host, IEnumerable<Workspace> workspaces)
    {
        var seen = new List<DateTime?>();
        foreach (var workspace in workspaces)
        {
            seen.Add((await host.GetWorkspaceAsync(workspace.Id)).LastSeenUtc);
        }

        return seen;
    }

    private static int Updates(TestHost host)
        => host.Log.Messages.Count(m => m.StartsWith("Executed DbCommand", StringComparison.Ordinal)
            && m.Contains("UPDATE", StringComparison.Ordinal) && m.Contains("last_seen_utc", StringComparison.Ordinal)
            && !m.Contains("schema_version", StringComparison.Ordinal));

    private static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; !await holds(); i++)
        {
            i.Should().BeLessThan(500, "it should have happened within 5 s");
            await Task.Delay(10, Token);
        }
    }
}
