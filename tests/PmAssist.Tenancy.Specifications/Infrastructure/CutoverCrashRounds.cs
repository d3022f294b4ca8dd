using System.Diagnostics;
using PmAssist.Tenancy.Specifications.Cutover;

namespace PmAssist.Tenancy.Specifications;

/// <summary>
/// Kills a process that carries an old database over, at random moments of its run, of a catch-up and of a fence, and checks that
/// the same call made again leaves what it would have left had nothing happened.
/// </summary>
public sealed class CutoverCrashRounds
{
    private const int Rounds = 20;
    private const int RoundsWithFence = 5;

    private static readonly OldShape Shape = new(Workspaces: 12, Rows: 3_000, Troubles: true);

    private readonly CutoverWorld _world;
    private readonly string _engine;
    private readonly string _place;
    private readonly string _file;
    private readonly Random _random;
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
        var (run, catchUp, fence) = await MeasureAsync();
        Write($"a run takes {run.TotalMilliseconds:0} ms, a catch-up {catchUp.TotalMilliseconds:0} ms, a fence {fence.TotalMilliseconds:0} ms");

        await using var processes = new StartingProcesses(StartAsync, (2 * Rounds) + RoundsWithFence);
        for (var round = 0; round < Rounds; round++)
        {
            await KillAsync(processes, "run", run, round);
            await _world.RunAsync();
            await _world.AssertCarriedAsync($"in round {round + 1} after a run");

            await WriteAsync(round);
            await KillAsync(processes, "catch-up", catchUp, round);
            await _world.CatchUpAsync();
            await _world.AssertCarriedAsync($"in round {round + 1} after a catch-up");

            if (round % (Rounds / RoundsWithFence) == 0)
            {
                await WriteAsync(round + 1);
                await KillAsync(processes, "fence", fence, round);
                await _world.FenceAsync();
                await CutoverSwitchSpecification.AssertFencedAsync(_world.Old);
                (await _world.VerifyAsync()).IsClean.Should().BeTrue();
                await _world.AssertCarriedAsync($"in round {round + 1} after a fence");
            }

            await _world.RollBackAsync();
        }

        _interrupted.Should().BeGreaterThan(Rounds, "a test that never interrupts anything shows nothing");
    }

    /// <summary>How long each step takes in a process that nobody disturbs.</summary>
    private async Task<(TimeSpan Run, TimeSpan CatchUp, TimeSpan Fence)> MeasureAsync()
    {
        var run = await MeasureAsync("run");
        await WriteAsync(0);
        var catchUp = await MeasureAsync("catch-up");
        await WriteAsync(1);
        var fence = await MeasureAsync("fence");
        await _world.AssertCarriedAsync("when nobody disturbs");
        await _world.RollBackAsync();
        return (run, catchUp, fence);
    }

    private async Task<TimeSpan> MeasureAsync(string step)
    {
        using var process = await StartAsync();
        var started = Stopwatch.GetTimestamp();
        await process.GoAsync(step);
        await process.ReadToAsync("done", Token);
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>The old application writes in some of the workspaces.</summary>
    private async Task WriteAsync(int round)
    {
        for (var i = 0; i < 4; i++)
        {
            await CutoverCatchUpSpecification.WriteInAllTablesAsync(_world, _world.Old.FirstWorkspaces[(round + (i * 3)) % 10]);
        }
    }

    /// <summary>Lets a process begin a step, and kills it at one moment in each twentieth of the time that the step takes.</summary>
    private async Task KillAsync(StartingProcesses processes, string step, TimeSpan duration, int round)
    {
        var moment = duration * ((round + _random.NextDouble()) / Rounds);
        using var process = await processes.NextAsync();
        await process.GoAsync(step);

        // The moment is the input of the test, not a way to wait for something.
        await Task.Delay(moment, Token);
        await process.KillAsync(Token);
        var isDone = await process.HasSaidAsync("done", Token);
        Write($"round {round + 1}: {step} killed after {moment.TotalMilliseconds:0} ms{(isDone ? ", when it was done" : "")}; {await _world.PhaseAsync()}");
        _interrupted += isDone ? 0 : 1;
    }

    private void Write(string line) => TestContext.Current.TestOutputHelper!.WriteLine($"{_engine}: {line}");

    private Task<CrashHost> StartAsync()
        => CrashHost.StartAsync(["cutover", _engine, _place, _world.Host.Database.MasterSchema, "0", _file, _world.Options.QuarantineFile!], Token);
}
