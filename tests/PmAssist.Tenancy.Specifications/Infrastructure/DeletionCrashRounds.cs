using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PmAssist.Tenancy.Specifications;

/// <summary>
/// Kills a process that deletes, restores or purges workspaces, at a random moment, and checks that each workspace is either what it was
/// or what it was to become, and that the same call or the next start completes what was begun.
/// </summary>
public sealed class DeletionCrashRounds
{
    private const int Workspaces = 4;

    private static readonly int Rounds = Kills.Rounds;

    private readonly TestHost _host;
    private readonly Random _random;
    private readonly Func<string, Task<CrashHost>> _start;
    private readonly Func<Workspace, Task> _fill;
    private int _interrupted;

    private DeletionCrashRounds(TestHost host, Random random, Func<string, Task<CrashHost>> start, Func<Workspace, Task> fill)
        => (_host, _random, _start, _fill) = (host, random, start, fill);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="verb">What is killed: <c>delete</c>, <c>restore</c> or <c>purge</c>.</param>
    /// <param name="database">The place.</param>
    /// <param name="engine">Its engine.</param>
    /// <param name="place">Its connection or directory.</param>
    /// <param name="fill">Makes a workspace large enough for its purge to take a while.</param>
    public static async Task RunAsync(string verb, ITestDatabase database, string engine, string place, Func<Workspace, Task> fill)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var host = TestHost.Create<WorkspaceDbContext>(
            database, tenancy => tenancy.Configure(options => options.DeletionGrace = TimeSpan.FromDays(7)), ownsDatabase: false);
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"{engine}: the seed is {seed}");
        await new DeletionCrashRounds(
            host, new Random(seed), v => CrashHost.StartAsync(v, engine, place, database.MasterSchema, 0, Token), fill).RunAsync(verb);
    }

    private async Task RunAsync(string verb)
    {
        IReadOnlyList<Workspace> fleet = [];
        await using var processes = new StartingProcesses(() => _start(verb), Rounds);
        for (var round = 0; Kills.Continue(round, _interrupted > Rounds / 4); round++)
        {
            if (fleet.Count == 0 || verb == "purge")
            {
                fleet = await CreateAsync();
            }

            if (verb != "delete")
            {
                await CallAllAsync(fleet, (workspaces, id) => workspaces.DeleteAsync(id, "ada", Token));
            }

            await KillAsync(processes, fleet);
            await (verb switch
            {
                "delete" => AfterDeletionAsync(fleet),
                "restore" => AfterRestorationAsync(fleet),
                _ => AfterPurgeAsync(fleet),
            });
        }

        _interrupted.Should().BeGreaterThan(Rounds / 4, "a test that never interrupts anything shows nothing");
    }

    private async Task<IReadOnlyList<Workspace>> CreateAsync()
    {
        var fleet = new List<Workspace>();
        for (var i = 0; i < Workspaces; i++)
        {
            var workspace = await _host.CreateWorkspaceAsync();
            await _fill(workspace);
            await using var lease = await _host.RentAsync<WorkspaceDbContext>(workspace);
            lease.Context.Add(new WorkspaceAgent { Name = "Kept", Kind = "test" });
            await lease.Context.SaveChangesAsync(Token);
            fleet.Add(workspace);
        }

        return fleet;
    }

    private async Task KillAsync(StartingProcesses processes, IReadOnlyList<Workspace> fleet)
    {
        using var process = await processes.NextAsync();
        var (done, milliseconds) = (_random.Next(Workspaces), _random.NextDouble() * 12);
        await process.GoAsync(string.Join(' ', fleet.Select(w => w.Id)));
        for (var i = 0; i < done; i++)
        {
            await process.ReadToAsync("done", Token);
        }

        // The moment is the input of the test, not a way to wait for something.
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), Token);
        await process.KillAsync(Token);
        var rows = await RowsAsync(fleet);
        _interrupted += rows.Select(r => (r.Status, r.RestoreStatusIsSet)).Distinct().Count() > 1 ? 1 : 0;
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"killed {milliseconds:0.0} ms after {done} were done: "
                + $"{string.Join(", ", rows.Select(r => $"{r.Status}{(r.RestoreStatusIsSet ? "*" : "")}"))}");
    }

    private async Task AfterDeletionAsync(IReadOnlyList<Workspace> fleet)
    {
        foreach (var (id, status, isRestorable) in await RowsAsync(fleet))
        {
            (status is WorkspaceStatus.Active || (status == WorkspaceStatus.Deleting && isRestorable)).Should().BeTrue();
            (await LastActionAsync(id) == "workspace.deleted")
                .Should().Be(status == WorkspaceStatus.Deleting, "a change and its entry are one");
        }

        await CallAllAsync(fleet, (workspaces, id) => workspaces.DeleteAsync(id, "ada", Token));
        (await RowsAsync(fleet)).Should().OnlyContain(r => r.Status == WorkspaceStatus.Deleting && r.RestoreStatusIsSet);
        await CallAllAsync(fleet, (workspaces, id) => workspaces.RestoreAsync(id, "ada", Token));
        await AssertWholeAsync(fleet);
    }

    private async Task AfterRestorationAsync(IReadOnlyList<Workspace> fleet)
    {
        foreach (var (id, status, isRestorable) in await RowsAsync(fleet))
        {
            (status is WorkspaceStatus.Active || (status == WorkspaceStatus.Deleting && isRestorable)).Should().BeTrue();
            (await LastActionAsync(id) == "workspace.restored")
                .Should().Be(status == WorkspaceStatus.Active, "a change and its entry are one");
        }

        await CallAllAsync(fleet, (workspaces, id) => workspaces.RestoreAsync(id, "ada", Token));
        await AssertWholeAsync(fleet);
    }

    private async Task AfterPurgeAsync(IReadOnlyList<Workspace> fleet)
    {
        var rows = await RowsAsync(fleet);
        foreach (var (id, status, isRestorable) in rows)
        {
            var isThere = await _host.Database.ExistsAsync(WorkspaceSchema.For(id));
            if (status == WorkspaceStatus.Deleted)
            {
                isThere.Should().BeFalse("the row is written last");
            }

            if (isRestorable)
            {
                isThere.Should().BeTrue("nothing is dropped before the point of no return");
                await CallAsync(workspaces => workspaces.RestoreAsync(id, "ada", Token));
                await AssertWholeAsync([.. fleet.Where(w => w.Id == id)]);
                await CallAsync(workspaces => workspaces.DeleteAsync(id, "ada", Token));
            }
        }

        // What was begun is completed by the next start, the rest by its own call.
        await using var next = _host.Another<WorkspaceDbContext>();
        foreach (var service in next.Services.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
        {
            await service.StartingAsync(Token);
        }

        foreach (var (before, after) in rows.Zip(await RowsAsync(fleet)))
        {
            after.Status.Should().Be(before.RestoreStatusIsSet ? WorkspaceStatus.Deleting : WorkspaceStatus.Deleted);
        }

        await CallAllAsync(fleet, async (workspaces, id) =>
        {
            await workspaces.PurgeAsync(id, actorId: "ada", cancellationToken: Token);
            (await _host.Database.ExistsAsync(WorkspaceSchema.For(id))).Should().BeFalse();
            (await _host.AuditAsync(id)).Count(e => e.Action == "workspace.purged").Should().Be(1);
        });
        var verified = await _host.Migrator.VerifyAsync(Token);
        verified.Missing.Should().BeEmpty();
        verified.Orphans.Should().NotContain(fleet.Select(w => w.Schema), "no schema is left behind");
    }

    private async Task AssertWholeAsync(IReadOnlyList<Workspace> fleet)
    {
        foreach (var workspace in fleet)
        {
            await using var lease = await _host.RentAsync<WorkspaceDbContext>(workspace);
            (await lease.Context.Agents.Select(a => a.Name).SingleAsync(Token)).Should().Be("Kept");
            (await _host.WithAsync<IWorkspaceMemberService, IReadOnlyList<WorkspaceMember>>(
                m => m.ListAsync(workspace.Id, cancellationToken: Token))).Should().ContainSingle();
        }
    }

    private async Task<string> LastActionAsync(Guid id) => (await _host.AuditAsync(id))[0].Action;

    private async Task<IReadOnlyList<(Guid Id, WorkspaceStatus Status, bool RestoreStatusIsSet)>> RowsAsync(IReadOnlyList<Workspace> fleet)
    {
        var ids = fleet.Select(w => w.Id).ToList();
        var rows = await _host.WithAsync<MasterDbContext, List<(Guid Id, WorkspaceStatus Status, bool IsSet)>>(async m =>
            (await m.Workspaces.Where(w => ids.Contains(w.Id))
                .Select(w => new { w.Id, w.Status, RestoreStatus = EF.Property<WorkspaceStatus?>(w, "RestoreStatus") }).ToListAsync(Token))
            .ConvertAll(r => (r.Id, r.Status, r.RestoreStatus is not null)));
        return [.. ids.Select(id => rows.Single(r => r.Id == id))];
    }

    private Task<bool> CallAllAsync(IReadOnlyList<Workspace> fleet, Func<IWorkspaceService, Guid, Task> call)
        => CallAsync(async workspaces =>
        {
            foreach (var workspace in fleet)
            {
                await call(workspaces, workspace.Id);
            }
        });

    private Task<bool> CallAsync(Func<IWorkspaceService, Task> call)
        => _host.WithAsync<IWorkspaceService, bool>(async workspaces =>
        {
            await call(workspaces);
            return true;
        });
}
