using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications;

/// <summary>
/// Kills a process that creates workspaces, at a random moment, and checks that every workspace either works or is completed
/// by the call that was cut off.
/// </summary>
public static class CrashRounds
{
    private const int Rounds = 5;
    private const int WorkspacesPerRound = 10;

    public static async Task RunAsync(ITestDatabase database, string engine, string place)
    {
        ArgumentNullException.ThrowIfNull(database);
        var token = TestContext.Current.CancellationToken;
        var output = TestContext.Current.TestOutputHelper!;
        await using var host = TestHost.Create<WorkspaceDbContext>(database, configure: null, ownsDatabase: false);
        await host.Migrator.MigrateMasterAsync(cancellationToken: token);
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        output.WriteLine($"{engine}: the seed is {seed}");
        var interrupted = 0;
        for (var round = 1; round <= Rounds; round++)
        {
            using var process = await CrashHost.StartAsync("provision", engine, place, database.MasterSchema, WorkspacesPerRound, token);

            var (created, milliseconds) = (random.Next(WorkspacesPerRound), random.Next(30));
            for (var i = 0; i < created; i++)
            {
                await process.ReadToAsync("created", token);
            }

            // The moment is the input of the test, not a way to wait for something.
            await Task.Delay(milliseconds, token);
            await process.KillAsync(token);

            var known = await host.WithAsync<IWorkspaceService, IReadOnlyList<Workspace>>(w => w.ListAsync(cancellationToken: token));
            var before = known.Where(w => process.Ids.Contains(w.Id)).ToList();
            foreach (var active in before.Where(w => w.Status == WorkspaceStatus.Active))
            {
                await WorksAsync(host, active);
            }

            var unfinished = WorkspacesPerRound - before.Count(w => w.Status == WorkspaceStatus.Active);
            output.WriteLine(
                $"{engine}, round {round}: killed {milliseconds} ms after {created} were created; {before.Count} rows, {unfinished} "
                    + "unfinished");
            interrupted += unfinished;

            foreach (var id in process.Ids)
            {
                var completed = await host.CreateWorkspaceAsync($"Crash {id:N}", id);
                completed.Status.Should().Be(WorkspaceStatus.Active);
                await WorksAsync(host, completed);
                (await host.AuditAsync(id)).Select(e => e.Action).Should().Equal("workspace.provisioned", "workspace.created");
            }
        }

        interrupted.Should().BeGreaterThan(0, "a test that never interrupts anything shows nothing");
    }

    private static async Task WorksAsync(TestHost host, Workspace workspace)
    {
        await using var lease = await host.RentAsync<WorkspaceDbContext>(workspace);
        lease.Context.Add(new WorkspaceAgent { Name = "Survivor", Kind = "test" });
        await lease.Context.SaveChangesAsync(TestContext.Current.CancellationToken);
        (await lease.Context.Jobs.CountAsync(TestContext.Current.CancellationToken)).Should().Be(0);
    }
}
