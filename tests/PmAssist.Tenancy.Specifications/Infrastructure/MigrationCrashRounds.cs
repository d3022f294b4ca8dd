using System.Diagnostics;

namespace PmAssist.Tenancy.Specifications;

/// <summary>
/// Kills a process that migrates workspaces, at a random moment of its run, and checks that the next run brings all of them to
/// where they would be had nothing happened.
/// </summary>
public sealed class MigrationCrashRounds
{
    private const int Workspaces = 50;
    private const string V1 = "20260101000000_SpecInitial";
    private const string Late = "20260115000000_AddDueDate";
    private const string V2 = "20260201000000_AddPriority";

    private static readonly int Rounds = Kills.Rounds;

    private static readonly ParallelOptions FourAtOnce = new() { MaxDegreeOfParallelism = 4 };

    private readonly TestHost _host;
    private readonly IReadOnlyList<Guid> _fleet;
    private readonly string _engine;
    private readonly string _place;
    private IReadOnlyList<string> _tables = [];

    private MigrationCrashRounds(TestHost host, IReadOnlyList<Guid> fleet, string engine, string place)
        => (_host, _fleet, _engine, _place) = (host, fleet, engine, place);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task RunAsync(ITestDatabase database, string engine, string place)
    {
        await using var old = await TestHost.StartAsync(database);
        var fleet = Enumerable.Range(0, Workspaces).Select(_ => Guid.NewGuid()).ToList();
        await Parallel.ForEachAsync(fleet, FourAtOnce, async (id, _) => await old.CreateWorkspaceAsync($"Workspace {id:N}", id));
        await using var host = old.Another<SpecDbContextV3>();
        await new MigrationCrashRounds(host, fleet, engine, place).RunAsync();
    }

    private async Task RunAsync()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var duration = await MeasureAsync();
        Write($"a run takes {duration.TotalMilliseconds:0} ms; the seed is {seed}");

        var interrupted = 0;
        await using var processes = new StartingProcesses(StartAsync, Rounds);
        for (var round = 0; Kills.Continue(round, interrupted > Rounds / 2); round++)
        {
            await TakeBackAsync();

            // One moment in each part of the run, counted in workspaces, because the machine has other things to do.
            var moment = ((round % Rounds) + random.NextDouble()) * Workspaces / Rounds;
            var rest = duration / Workspaces * (moment - Math.Truncate(moment));
            using (var process = await processes.NextAsync())
            {
                await process.GoAsync();
                for (var i = 0; i < (int)moment; i++)
                {
                    await process.ReadToAsync("migrated", Token);
                }

                await Task.Delay(rest, Token);
                await process.KillAsync(Token);
            }

            var left = (await _host.Migrator.GetStatusAsync(Token)).BehindCount;
            Write(
                $"round {round + 1}: killed {rest.TotalMilliseconds:0.0} ms after {(int)moment} were reported; {Workspaces - left} of "
                    + $"{Workspaces} were migrated");
            interrupted += left is > 0 and < Workspaces ? 1 : 0;

            var report = await _host.Migrator.RunAsync(cancellationToken: Token);
            report.Failures.Select(f => f.Error!.ToString()).Should().BeEmpty();
            report.Succeeded.Should().BeTrue();
            await AssertConvergedAsync();
        }

        interrupted.Should().BeGreaterThan(Rounds / 2, "a test that never interrupts anything shows nothing");
    }

    /// <summary>A run that nobody disturbs: how long it takes, and what it leaves.</summary>
    private async Task<TimeSpan> MeasureAsync()
    {
        using var process = await StartAsync();
        var started = Stopwatch.GetTimestamp();
        await process.GoAsync();
        await process.ReadToAsync("done", Token);
        var duration = Stopwatch.GetElapsedTime(started);

        _tables = await _host.Database.DescribeAsync(WorkspaceSchema.For(_fleet[0]));
        _tables.Should().Contain(line => line.Contains("DueDate", StringComparison.Ordinal))
            .And.Contain(line => line.Contains("labels", StringComparison.Ordinal));
        await AssertConvergedAsync();
        return duration;
    }

    private async Task TakeBackAsync()
        => await Parallel.ForEachAsync(_fleet, FourAtOnce, async (id, token) => await _host.Migrator.MigrateAsync(id, V1, token));

    /// <summary>Tables, each schema's own history and the catalogue say the same of every workspace.</summary>
    private async Task AssertConvergedAsync()
    {
        (await _host.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue();
        var status = await _host.Migrator.GetStatusAsync(Token);
        (status.BehindCount, status.Failed.Count).Should().Be((0, 0));
        status.CurrentCount.Should().BeGreaterThanOrEqualTo(Workspaces, "the processes have one each besides");
        var rows = (await _host.WithAsync<IWorkspaceService, IReadOnlyList<Workspace>>(w => w.ListAsync(cancellationToken: Token)))
            .ToDictionary(w => w.Id);
        await Parallel.ForEachAsync(_fleet, FourAtOnce, async (id, _) =>
        {
            var row = rows[id];
            (row.SchemaVersion, row.SchemaFingerprint, row.LastError).Should().Be((V2, status.TargetFingerprint, null));
            (await _host.Database.DescribeAsync(row.Schema)).Should().Equal(_tables);
            var history = (await _host.Database.DumpAsync(row.Schema))
                .Where(line => line.StartsWith("__EFMigrationsHistory", StringComparison.Ordinal));
            history.Should().SatisfyRespectively(
                first => first.Should().Contain(V1), second => second.Should().Contain(Late), third => third.Should().Contain(V2));
        });
    }

    private void Write(string line) => TestContext.Current.TestOutputHelper!.WriteLine($"{_engine}: {line}");

    private Task<CrashHost> StartAsync() => CrashHost.StartAsync("migrate", _engine, _place, _host.Database.MasterSchema, 0, Token);
}
