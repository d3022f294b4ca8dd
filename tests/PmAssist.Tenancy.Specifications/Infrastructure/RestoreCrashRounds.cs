using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Specifications.Portability;

namespace PmAssist.Tenancy.Specifications;

/// <summary>
/// Kills a process that restores workspaces from a file again and again, at a random moment, and checks that each has all its old rows or
/// all of the file, and is open, or is found by the doctor and opened.
/// </summary>
public sealed class RestoreCrashRounds
{
    private const int Workspaces = 4;
    private const int Agents = 3000;

    private readonly TestHost _host;
    private int _interrupted;

    private RestoreCrashRounds(TestHost host) => _host = host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="database">The place.</param>
    /// <param name="engine">Its engine.</param>
    /// <param name="place">Its connection or directory.</param>
    public static async Task RunAsync(ITestDatabase database, string engine, string place)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var host = TestHost.Create<WorkspaceDbContext>(database, configure: null, ownsDatabase: false);
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        var path = Path.Combine(Path.GetTempPath(), $"pmassist-{Guid.NewGuid():N}.zip");
        try
        {
            await File.WriteAllBytesAsync(path, await host.ExportAsync(await CreateAsync(host, Agents)), Token);
            await new RestoreCrashRounds(host).RunAsync(
                () => CrashHost.StartAsync(["replace", engine, place, database.MasterSchema, "0", path], Token));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task RunAsync(Func<Task<CrashHost>> start)
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"the seed is {seed}");
        var random = new Random(seed);
        await using var processes = new StartingProcesses(start, Kills.Rounds);
        for (var round = 0; Kills.Continue(round, _interrupted > Kills.Rounds / 4); round++)
        {
            var workspaces = new List<Workspace>();
            for (var i = 0; i < Workspaces; i++)
            {
                workspaces.Add(await CreateAsync(_host, agents: 1));
            }

            using var process = await processes.NextAsync();
            await process.GoAsync(string.Join(' ', workspaces.Select(w => w.Id)));
            for (var done = random.Next(Workspaces); done > 0; done--)
            {
                await process.ReadToAsync("done", Token);
            }

            // The moment is the input of the test, not a way to wait for something.
            await Task.Delay(TimeSpan.FromMilliseconds(random.NextDouble() * 300), Token);
            await process.KillAsync(Token);
            await CheckAsync(workspaces);
        }

        _interrupted.Should().BeGreaterThan(Kills.Rounds / 4, "a test that never interrupts anything shows nothing");
    }

    private async Task CheckAsync(List<Workspace> workspaces)
    {
        var doctor = _host.Services.GetRequiredService<IWorkspaceDoctor>();
        var ids = workspaces.Select(w => w.Id).ToHashSet();
        var examination = new WorkspaceExamination { Filter = w => ids.Contains(w.Id), StuckAfter = TimeSpan.Zero };
        await foreach (var finding in doctor.ExamineAsync(examination, Token))
        {
            _interrupted++;
            finding.Kind.Should().Be(WorkspaceFindingKind.RestoreStuck);
            (await doctor.RepairAsync(finding, "ada", Token)).Should().BeTrue();
        }

        foreach (var workspace in workspaces)
        {
            (await _host.GetWorkspaceAsync(workspace.Id)).Status.Should().Be(WorkspaceStatus.Active);
            await using var lease = await _host.RentAsync<WorkspaceDbContext>(workspace);
            (await lease.Context.Agents.CountAsync(Token)).Should().BeOneOf(1, Agents);
        }
    }

    private static async Task<Workspace> CreateAsync(TestHost host, int agents)
    {
        var workspace = await host.CreateWorkspaceAsync();
        await using var lease = await host.RentAsync<WorkspaceDbContext>(workspace);
        lease.Context.AddRange(Enumerable.Range(0, agents).Select(n => new WorkspaceAgent { Name = $"Agent {n}", Kind = "test" }));
        await lease.Context.SaveChangesAsync(Token);
        return workspace;
    }
}
