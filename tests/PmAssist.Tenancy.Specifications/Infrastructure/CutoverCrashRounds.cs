using System.Diagnostics;
using PmAssist.Tenancy.Specifications.Cutover;

namespace PmAssist.Tenancy.Specifications;

/// <summary>
/// Kills a process that carries an old database over, at random moments of its run, of a catch-up, of a fence and of a roll-back, and
/// checks that the same call made again leaves what it would have left had nothing happened.
/// </summary>
public sealed class CutoverCrashRounds
{
    /// <summary>A catch-up, a fence and a roll-back are killed in each of so many rounds.</summary>
    private const int OthersEvery = 4;

    private static readonly int Rounds = Kills.Rounds;
    private static readonly int RoundsOfOthers = ((Rounds - 1) / OthersEvery) + 1;
    private static readonly OldShape Shape = new(Workspaces: 12, Rows: 1_200, Troubles: true);

    private readonly CutoverWorld _world;
    private readonly string _engine;
    private readonly string _place;
    private readonly string _file;
    private readonly Random _random;
    private IReadOnlyList<string> _oldTables = [];
    private int _interrupted;

    private CutoverCrashRounds(CutoverWorld world, string engine, string place, string file)
    {
        (_world, _engine, _place, _file) = (world, engine, place, file);
        var seed = Random.Shared.Next();
        _random = new(seed);
        Write($"the seed is {seed}");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task RunAsync(ITestDatabase database, string engine, string place)
    {
        await using var world = await CutoverWorld.StartAsync(database, Shape);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, world.Description.ToJson(), Token);
        try
        {
            await new CutoverCrashRounds(world, engine, place, file).RunAsync();
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task RunAsync()
    {
        var (run, catchUp, fence, rollBack) = await MeasureAsync();
        await using var processes = new StartingProcesses(StartAsync, Rounds + (3 * RoundsOfOthers));
        for (var round = 0; round < Rounds; round++)
        {
            var moment = (round + _random.NextDouble()) / Rounds;
            await KillAsync(processes, run, moment);
            await _world.RunAsync();
            await _world.AssertCarriedAsync($"in round {round + 1} after a run");
            if (round % OthersEvery == 0)
            {
                await WriteAsync(round);
                await KillAsync(processes, catchUp, moment);
                await _world.CatchUpAsync();
                await _world.AssertCarriedAsync($"in round {round + 1} after a catch-up");

                await WriteAsync(round + 1);
                await KillAsync(processes, fence, moment);
                await UnlessDoneAsync(CutoverPhase.Fenced, _world.FenceAsync);
                await CutoverSwitchSpecification.AssertFencedAsync(_world.Old);
                (await _world.VerifyAsync()).IsClean.Should().BeTrue();
                await _world.AssertCarriedAsync($"in round {round + 1} after a fence");

                await KillAsync(processes, rollBack, moment);
            }

            await UnlessDoneAsync(CutoverPhase.None, () => _world.RollBackAsync());
            CutoverWorld.AssertSame(await _world.Old.Place.DescribeAsync(), _oldTables, "it was rolled back");
            (await _world.DumpNewAsync()).Where(line => line.StartsWith("ws_", StringComparison.Ordinal))
                .Should().OnlyContain(line => line.EndsWith("False"));
        }

        _interrupted.Should().BeGreaterThan((Rounds + (3 * RoundsOfOthers)) / 2, "a test that never interrupts anything shows nothing");
    }

    /// <summary>How long each step takes in a process that nobody disturbs.</summary>
    private async Task<(Step Run, Step CatchUp, Step Fence, Step RollBack)> MeasureAsync()
    {
        _oldTables = await _world.Old.Place.DescribeAsync();
        var run = await MeasureAsync("run");
        await WriteAsync(0);
        var catchUp = await MeasureAsync("catch-up");
        await WriteAsync(1);
        var fence = await MeasureAsync("fence");
        await _world.AssertCarriedAsync("when nobody disturbs");
        return (run, catchUp, fence, await MeasureAsync("roll-back"));
    }

    private async Task<Step> MeasureAsync(string name)
    {
        using var process = await StartAsync();
        var started = Stopwatch.GetTimestamp();
        await process.GoAsync(name);
        var lines = (await process.ReadToAsync("done", Token)).Count;
        var step = new Step(name, lines, Stopwatch.GetElapsedTime(started));
        Write($"{step}");
        return step;
    }

    /// <summary>The old application writes in some of the workspaces.</summary>
    private async Task WriteAsync(int round)
    {
        for (var i = 0; i < 4; i++)
        {
            await CutoverCatchUpSpecification.WriteInAllTablesAsync(_world, _world.Old.FirstWorkspaces[(round + (i * 3)) % 10]);
        }
    }

    /// <summary>
    /// Lets a process begin a step and kills it: at a moment of its preparation, or some time after as many workspaces were done as
    /// belong to a moment of the rest. Counted in workspaces, because the machine has other things to do.
    /// </summary>
    private async Task KillAsync(StartingProcesses processes, Step step, double moment)
    {
        const double Preparation = 0.25;
        var lines = Math.Max(0, (moment - Preparation) / (1 - Preparation) * step.Lines);
        var rest = moment < Preparation || step.Lines == 0
            ? step.Duration * moment
            : step.Duration * (1 - Preparation) / step.Lines * (lines - Math.Truncate(lines));
        using var process = await processes.NextAsync();
        await process.GoAsync(step.Name);
        for (var i = 0; i < (int)lines; i++)
        {
            await process.ReadToAsync("carried", Token);
        }

        // The moment is the input of the test, not a way to wait for something.
        await Task.Delay(rest, Token);
        await process.KillAsync(Token);
        var isDone = await process.HasSaidAsync("done", Token);
        Write(
            $"{step.Name} killed {rest.TotalMilliseconds:0} ms after {(int)lines} of {step.Lines}{(isDone ? ", when it was done" : "")}; "
                + $"{await _world.PhaseAsync()}");
        _interrupted += isDone ? 0 : 1;
    }

    /// <summary>A process may have been killed after the last thing that it had to do.</summary>
    private async Task UnlessDoneAsync(CutoverPhase phase, Func<Task> step)
    {
        if (await _world.PhaseAsync() != phase)
        {
            await step();
        }
    }

    private void Write(string line) => TestContext.Current.TestOutputHelper!.WriteLine($"{_engine}: {line}");

    private Task<CrashHost> StartAsync()
        => CrashHost.StartAsync(
            ["cutover", _engine, _place, _world.Host.Database.MasterSchema, "0", _file, _world.Options.QuarantineFile!], Token);

    /// <summary>A step, how many workspaces it reported, and how long it took.</summary>
    private sealed record Step(string Name, int Lines, TimeSpan Duration);
}
