using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy.Specifications;

/// <summary>
/// Kills a process that claims spares or makes them, at a random moment, and checks that no spare is given twice, that the next start or
/// the doctor completes what was begun, and that the repeated call gives the workspace that it began.
/// </summary>
public sealed class SpareCrashRounds
{
    private const int Count = 6;

    private static readonly int Rounds = Kills.Rounds;

    private readonly TestHost _host;
    private readonly Random _random;
    private int _interrupted;

    private SpareCrashRounds(TestHost host, Random random) => (_host, _random) = (host, random);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="verb">What is killed: <c>claim</c>, of which each second process seeds, or <c>refill</c>.</param>
    /// <param name="database">The place.</param>
    /// <param name="engine">Its engine.</param>
    /// <param name="place">Its connection or directory.</param>
    public static async Task RunAsync(string verb, ITestDatabase database, string engine, string place)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var host = Create(database, seeds: false);
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"{engine}: the seed is {seed}");
        var rounds = new SpareCrashRounds(host, new Random(seed));
        await (verb == "claim" ? rounds.ClaimAsync(Start) : rounds.RefillAsync(Start));
        rounds._interrupted.Should().BeGreaterThan(Rounds / 4, "a test that never interrupts anything shows nothing");

        Task<CrashHost> Start(bool seeds) => CrashHost.StartAsync(
            seeds ? $"{verb}-seeding" : verb, engine, place, database.MasterSchema, Count, Token);
    }

    private async Task ClaimAsync(Func<bool, Task<CrashHost>> start)
    {
        var turn = 0;
        await using var processes = new StartingProcesses(() => start(turn++ % 2 == 1), Rounds);
        await using var seedingHost = Create(_host.Database, seeds: true);
        for (var round = 0; Kills.Continue(round, _interrupted > Rounds / 4); round++)
        {
            await RefillAsync(_host);
            var spares = await IdsOfSparesAsync();
            using var process = await processes.NextAsync();
            var requests = Enumerable.Range(0, Count).Select(_ => $"{Guid.NewGuid():N}").ToList();
            await KillAsync(process, string.Join(' ', requests));
            var begun = await RowsAsync(requests);
            begun.Should().OnlyHaveUniqueItems(w => w.Id);
            begun.Where(w => !spares.Contains(w.Id)).Should().BeEmpty("each takes a spare");
            _interrupted += begun.Count < Count || begun.Exists(w => w.Status != WorkspaceStatus.Active) ? 1 : 0;
            TestContext.Current.TestOutputHelper!.WriteLine($"round {round}: {string.Join(", ", begun.Select(w => w.Status))}");

            var host = round % 2 == 1 ? seedingHost : _host;
            await CompleteAsync(host, byDoctor: round % 4 > 1);
            (await RowsAsync(requests)).Where(w => w.Status == WorkspaceStatus.Active).Should().HaveCount(begun.Count);
            var made = new List<Workspace>();
            foreach (var request in requests)
            {
                made.Add(await CreateAsync(host, request));
            }

            made.Should().OnlyHaveUniqueItems(w => w.Id);
            made.IntersectBy(begun.Select(w => w.Id), w => w.Id)
                .Should().HaveCount(begun.Count, "what was begun is what the same call gives");
            foreach (var workspace in made)
            {
                await AssertWholeAsync(host, workspace, seeds: host == seedingHost);
            }
        }
    }

    private async Task RefillAsync(Func<bool, Task<CrashHost>> start)
    {
        await using var processes = new StartingProcesses(() => start(false), Rounds);
        for (var round = 0; Kills.Continue(round, _interrupted > Rounds / 4); round++)
        {
            using var process = await processes.NextAsync();
            await KillAsync(process, "");
            var left = await SparesAsync();
            left.Should().HaveCountLessThanOrEqualTo(Count);
            _interrupted += left.Count(w => w.SchemaFingerprint is not null) < Count ? 1 : 0;
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"round {round}: {left.Count} rows, {left.Count(w => w.SchemaFingerprint is not null)} with a schema");

            await CompleteAsync(_host, byDoctor: round % 2 == 1);
            await RefillAsync(_host);
            var spares = await SparesAsync();
            spares.Should().HaveCount(Count).And.OnlyContain(w => w.SchemaFingerprint != null);
            left.ExceptBy(spares.Select(w => w.Id), w => w.Id).Should().BeEmpty("what was begun is completed");
            var made = new List<Workspace>();
            for (var i = 0; i < Count; i++)
            {
                made.Add(await _host.CreateWorkspaceAsync());
                await AssertWholeAsync(_host, made[i], seeds: false);
            }

            made.Select(w => w.Id).Should().BeEquivalentTo(spares.Select(w => w.Id));
        }
    }

    /// <summary>The next start of a host completes what was begun, or the doctor does.</summary>
    private static async Task CompleteAsync(TestHost host, bool byDoctor)
    {
        if (byDoctor)
        {
            foreach (var finding in await FindAsync())
            {
                finding.IsSafe.Should().BeTrue($"{finding} was left by a kill");
                (await host.Services.GetRequiredService<IWorkspaceDoctor>().RepairAsync(finding, cancellationToken: Token))
                    .Should().BeTrue();
            }
        }
        else
        {
            foreach (var service in host.Services.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
            {
                await service.StartingAsync(Token);
            }

            await RefillAsync(host);
        }

        (await FindAsync()).Should().BeEmpty();

        // The processes of the next rounds are warming up with workspaces of their own, whose slugs have their ids. Schemas without a row
        // are other tests': a row comes before its schema.
        async Task<List<WorkspaceFinding>> FindAsync()
            => await host.Services.GetRequiredService<IWorkspaceDoctor>()
                .ExamineAsync(new WorkspaceExamination { StuckAfter = TimeSpan.Zero }, Token)
                .Where(f => f.WorkspaceId is { } id && f.Slug != $"crash-{id:N}").ToListAsync(Token);
    }

    private async Task KillAsync(CrashHost process, string line)
    {
        var (done, milliseconds) = (_random.Next(Count), _random.NextDouble() * 12);
        await process.GoAsync(line);
        for (var i = 0; i < done; i++)
        {
            await process.ReadToAsync("done", Token);
        }

        // The moment is the input of the test, not a way to wait for something.
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), Token);
        await process.KillAsync(Token);
    }

    private static async Task AssertWholeAsync(TestHost host, Workspace workspace, bool seeds)
    {
        await using var lease = await host.RentAsync<WorkspaceDbContext>(workspace);
        (await lease.Context.Agents.CountAsync(Token)).Should().Be(seeds ? 1 : 0);
        lease.Context.Add(new WorkspaceAgent { Name = "Survivor", Kind = "test" });
        await lease.Context.SaveChangesAsync(Token);
        (await host.WithAsync<IWorkspaceMemberService, IReadOnlyList<WorkspaceMember>>(
            m => m.ListAsync(workspace.Id, cancellationToken: Token)))
            .Should().ContainSingle();
        (await host.AuditAsync(workspace.Id)).Select(e => e.Action).Should().BeEquivalentTo("workspace.provisioned", "workspace.created");
    }

    private static TestHost Create(ITestDatabase database, bool seeds)
        => TestHost.Create<WorkspaceDbContext>(
            database,
            tenancy =>
            {
                tenancy.Configure(options => options.SpareWorkspaces = Count);
                if (seeds)
                {
                    tenancy.ConfigureContext((_, options) => options.UseAsyncSeeding(async (context, _, token) =>
                    {
                        if (!await context.Set<WorkspaceAgent>().AnyAsync(token))
                        {
                            context.Add(new WorkspaceAgent { Name = "Seeded", Kind = "test" });
                            await context.SaveChangesAsync(token);
                        }
                    }));
                }
            },
            ownsDatabase: false);

    private static Task RefillAsync(TestHost host) => host.Services.GetRequiredService<SpareKeeper>().RefillAsync(Token);

    private static Task<Workspace> CreateAsync(TestHost host, string request)
        => host.WithAsync<IWorkspaceService, Workspace>(
            w => w.CreateAsync(new NewWorkspace($"Crash {request}", "ada") { RequestId = request }, Token));

    private Task<List<Workspace>> RowsAsync(List<string> requests)
        => _host.WithAsync<MasterDbContext, List<Workspace>>(
            m => m.Workspaces.AsNoTracking().Where(w => requests.Contains(w.RequestId!)).ToListAsync(Token));

    private Task<IReadOnlyList<Workspace>> SparesAsync()
        => _host.WithAsync<IWorkspaceService, IReadOnlyList<Workspace>>(
            w => w.ListAsync(new WorkspaceFilter { Status = WorkspaceStatus.Spare }, cancellationToken: Token));

    private async Task<HashSet<Guid>> IdsOfSparesAsync() => [.. (await SparesAsync()).Select(w => w.Id)];
}
