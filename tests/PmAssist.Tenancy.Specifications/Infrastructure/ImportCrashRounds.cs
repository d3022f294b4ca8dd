using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Specifications.Portability;

namespace PmAssist.Tenancy.Specifications;

/// <summary>
/// Kills a process that imports a file again and again, at a random moment, and checks that each workspace is whole and open, or is found
/// by the doctor and removed without a trace.
/// </summary>
public sealed class ImportCrashRounds
{
    private const int Workspaces = 4;
    private const int Agents = 3000;

    private readonly TestHost _host;
    private int _interrupted;

    private ImportCrashRounds(TestHost host) => _host = host;

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
            await File.WriteAllBytesAsync(path, await FileAsync(host), Token);
            await new ImportCrashRounds(host).RunAsync(
                () => CrashHost.StartAsync(["import", engine, place, database.MasterSchema, "0", path], Token));
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
            using var process = await processes.NextAsync();
            var ids = Enumerable.Range(0, Workspaces).Select(_ => Guid.NewGuid()).ToList();
            await process.GoAsync(string.Join(' ', ids));
            for (var done = random.Next(Workspaces); done > 0; done--)
            {
                await process.ReadToAsync("done", Token);
            }

            // The moment is the input of the test, not a way to wait for something.
            await Task.Delay(TimeSpan.FromMilliseconds(random.NextDouble() * 300), Token);
            await process.KillAsync(Token);
            await CheckAsync(ids);
        }

        _interrupted.Should().BeGreaterThan(Kills.Rounds / 4, "a test that never interrupts anything shows nothing");
    }

    private async Task CheckAsync(List<Guid> ids)
    {
        foreach (var workspace in await RowsAsync(ids))
        {
            if (workspace.Status == WorkspaceStatus.Active)
            {
                await using var lease = await _host.RentAsync<WorkspaceDbContext>(workspace);
                (await lease.Context.Agents.CountAsync(Token)).Should().Be(Agents, "it is visible when it is complete");
                continue;
            }

            _interrupted++;
            workspace.Status.Should().Be(WorkspaceStatus.Importing);
            await FluentActions.Awaiting(() => _host.RentAsync<WorkspaceDbContext>(workspace))
                .Should().ThrowAsync<WorkspaceUnavailableException>();
        }

        var doctor = _host.Services.GetRequiredService<IWorkspaceDoctor>();
        var examination = new WorkspaceExamination { Filter = w => ids.Contains(w.Id), StuckAfter = TimeSpan.Zero };
        await foreach (var finding in doctor.ExamineAsync(examination, Token).Where(f => f.WorkspaceId is not null))
        {
            finding.Kind.Should().Be(WorkspaceFindingKind.ImportStuck);
            (await doctor.RepairAsync(finding, "ada", Token)).Should().BeTrue();
            (await _host.Database.ExistsAsync(finding.Schema)).Should().BeFalse();
        }

        (await RowsAsync(ids)).Where(w => w.Status != WorkspaceStatus.Active).Should().BeEmpty();
    }

    private async Task<IReadOnlyList<Workspace>> RowsAsync(List<Guid> ids)
    {
        await using var master = await _host.Services.GetRequiredService<IDbContextFactory<MasterDbContext>>().CreateDbContextAsync(Token);
        return await master.Workspaces.AsNoTracking().Where(w => ids.Contains(w.Id)).ToListAsync(Token);
    }

    private static async Task<byte[]> FileAsync(TestHost host)
    {
        var workspace = await host.CreateWorkspaceAsync();
        await using var lease = await host.RentAsync<WorkspaceDbContext>(workspace);
        lease.Context.AddRange(Enumerable.Range(0, Agents).Select(n => new WorkspaceAgent { Name = $"Agent {n}", Kind = "test" }));
        await lease.Context.SaveChangesAsync(Token);
        return await host.ExportAsync(workspace);
    }
}
