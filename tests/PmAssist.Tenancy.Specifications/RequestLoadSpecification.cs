using System.Globalization;
using PmAssist.Tenancy.Specifications.Load;

namespace PmAssist.Tenancy.Specifications;

/// <summary>
/// A deployment under load: two builds of a web application serve the same workspaces, administrators at both change states and roles,
/// and the newer build migrates. Every answer is one that the situation allows, and no row is another workspace's. Lasts longer with
/// <c>PMASSIST_TORTURE_SECONDS</c>.
/// </summary>
[Trait("Category", "Long")]
public abstract class RequestLoadSpecification(ITestServer server) : Specification(server)
{
    private const int Clients = 200;
    private const int Workspaces = 50;
    private const int WorkspacesOfAUser = 4;
    private const int WorkspacesOfAnAdministrator = 17;

    /// <summary>Short, so that what a build knows of the other's changes often expires.</summary>
    private static readonly TimeSpan CacheDuration = TimeSpan.FromMilliseconds(500);

    private static TimeSpan Duration
        => TimeSpan.FromSeconds(
            int.Parse(Environment.GetEnvironmentVariable("PMASSIST_TORTURE_SECONDS") ?? "5", CultureInfo.InvariantCulture));

    [Fact]
    public async Task Every_answer_is_what_the_situation_allows_while_all_of_it_changes()
    {
        await using var host = await StartAsync();
        await using var old = await Build.StartAsync<SpecDbContext>(host.Database, Mode, refusesBehind: false, CacheDuration);
        await using var next = await Build.StartAsync<SpecDbContextV2>(host.Database, Mode, refusesBehind: true, CacheDuration);
        var situations = await PrepareAsync(host, next);
        var load = new RequestLoad([old, next], situations, CacheDuration);

        var seed = Random.Shared.Next();
        using var over = new CancellationTokenSource(Duration);
        List<Task> tasks =
        [
            .. Enumerable.Range(0, Clients).Select(i => load.AskAsync(User(i), seed + i, over.Token)),
            .. situations.Chunk(WorkspacesOfAnAdministrator).Select((charges, i) => load.AdministerAsync(charges, seed - i, over.Token)),
        ];
        await Task.Delay(Duration / 4, Token);
        var report = await MigrateAsync(next, situations);
        await Task.WhenAll(tasks);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {load}");

        load.Wrong.Take(10).Should().BeEmpty("the seed was {0}", seed);
        report.Succeeded.Should().BeTrue();
        report.Results.Count(r => r.Outcome == WorkspaceMigrationOutcome.Migrated).Should().Be(Workspaces / 2);
        await ExpectRowsAsync(host, situations);
        ExpectThatMuchHappened(load, old, next);
    }

    private static string User(int i) => $"user-{i}";

    /// <summary>Half of the workspaces have the newer build's migration already; each has a row, and every user a role in some.</summary>
    private static async Task<IReadOnlyList<Situation>> PrepareAsync(TestHost host, Build next)
    {
        var situations = new Situation[Workspaces];
        var four = new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Token };
        await Parallel.ForAsync(0, Workspaces, four, async (at, token) =>
        {
            var workspace = await host.CreateWorkspaceAsync(slug: $"customer-{at}");
            await using (var lease = await host.RentAsync(workspace))
            {
                lease.Context.Add(new Project { WrittenFor = workspace.Id, Name = "From the start" });
                await lease.Context.SaveChangesAsync(token);
            }

            var isBehind = at % 2 == 0;
            if (!isBehind)
            {
                await next.Migrator.MigrateAsync(workspace.Id, cancellationToken: token);
            }

            situations[at] = new Situation(workspace, isBehind, mayGo: at % 10 == 5);
            situations[at].Wrote();
            foreach (var (user, role) in Members(at))
            {
                situations[at].Roles[user] = new(role);
                await host.WithAsync<IWorkspaceMemberService, WorkspaceMember>(
                    members => members.AddAsync(workspace.Id, user, role, cancellationToken: token));
            }
        });
        return situations;
    }

    /// <summary>Every user is in some workspaces, and nobody is an owner.</summary>
    private static IEnumerable<(string User, WorkspaceRole Role)> Members(int workspace)
        => from ring in Enumerable.Range(0, WorkspacesOfAUser)
           from lap in Enumerable.Range(0, Clients / Workspaces)
           select (
               User(((workspace + (ring * Workspaces / WorkspacesOfAUser)) % Workspaces) + (lap * Workspaces)),
               (WorkspaceRole)((ring + lap) % (int)WorkspaceRole.Owner));

    /// <summary>One workspace after the other, so that it takes a while. Each counts as soon as the run has reported it.</summary>
    private static async Task<WorkspaceMigrationReport> MigrateAsync(Build build, IReadOnlyList<Situation> situations)
    {
        var reported = situations.Where(s => s.IsBehind.Last).ToDictionary(s => s.Workspace.Id, _ => new TaskCompletionSource());
        var changes = situations.Where(s => s.IsBehind.Last)
            .Select(s => s.IsBehind.ChangeAsync(false, build, () => reported[s.Workspace.Id].Task)).ToList();
        var report = await build.Migrator.RunAsync(
            new WorkspaceMigrationOptions { MaxParallelism = 1 }, new Reports(r => reported[r.WorkspaceId].SetResult()), Token);
        await Task.WhenAll(changes).WaitAsync(TimeSpan.FromSeconds(10), Token);
        return report;
    }

    /// <summary>Without the library: each workspace has what clients were told that was written there, and nothing else.</summary>
    private static async Task ExpectRowsAsync(TestHost host, IReadOnlyList<Situation> situations)
    {
        foreach (var situation in situations)
        {
            var rows = (await host.Database.DumpAsync(situation.Workspace.Schema))
                .Where(row => row.StartsWith("projects ", StringComparison.Ordinal)).ToList();
            rows.Should().OnlyContain(r => r.Contains($"{situation.Workspace.Id}", StringComparison.OrdinalIgnoreCase));
            rows.Should().HaveCount(situation.Rows);
        }
    }

    /// <summary>A load that does nothing shows nothing.</summary>
    private static void ExpectThatMuchHappened(RequestLoad load, Build old, Build next)
    {
        foreach (var build in (Build[])[old, next])
        {
            load.Count(build, Situation.Served).Should().BeGreaterThan(Workspaces);
            foreach (var answer in (string[])["workspace-not-found", "workspace-role-too-low", "workspace-suspended", "workspace-gone"])
            {
                load.Count(build, answer).Should().BePositive("{0} is an answer that somebody gets", answer);
            }
        }

        load.Count(old, "workspace-not-ready").Should().Be(0, "the old build serves whatever the newer one migrates");
        load.Count(next, "workspace-not-ready").Should().BePositive("some are asked for before they are migrated");
        load.Changes.Keys.Should().Contain(["Active", "Suspended", "Archived", "added", "changed", "removed"]);
    }

    private sealed class Reports(Action<WorkspaceMigrationResult> report) : IProgress<RunProgress<WorkspaceMigrationResult>>
    {
        public void Report(RunProgress<WorkspaceMigrationResult> value) => report(value.Latest);
    }
}
