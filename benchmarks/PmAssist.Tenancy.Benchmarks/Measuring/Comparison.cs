namespace PmAssist.Tenancy.Benchmarks;

/// <summary>
/// Runs both sides in turn in one process. Each side gets a database of its own in each round, where it changes something; the order
/// changes from round to round. Ratios count: absolute times do not hold from machine to machine.
/// </summary>
internal sealed class Comparison(Engine engine, Arguments arguments)
{
    private const int CountedWorkspaces = 20;

    private readonly Scenario _scenario = Scenario.For(arguments);
    private readonly Dictionary<string, Side> _sides = [];
    private readonly Dictionary<Engine, string> _databases = [];

    public async Task<Report> RunAsync()
    {
        string[] names = arguments.Against == Arguments.None ? [Scenario.Ours] : [Scenario.Ours, arguments.Against];
        var rounds = names.ToDictionary(n => n, _ => new List<Round>());
        for (var round = 1; round <= arguments.Rounds; round++)
        {
            foreach (var name in round % 2 == 1 ? names : names.Reverse())
            {
                var setting = await SettingAsync(name);
                var measured = await Round.MeasureAsync(() => SideAsync(name, setting), arguments.Parallel);
                if (!_scenario.OnlyReads || round == arguments.Rounds)
                {
                    await RetireAsync(name);
                }

                rounds[name].Add(measured);
                await Console.Error.WriteLineAsync(
                    $"{arguments.Scenario} round {round} {name}: {measured.TotalMs:F0} ms, {measured.At(0.5):F2} ms each, "
                    + $"{measured.AllocatedBytes / measured.Times.Length:N0} bytes each");
            }
        }

        var reports = new List<SideReport>();
        foreach (var name in names)
        {
            reports.Add(Summarize(name, rounds[name], _scenario.CountsRoundTrips ? await CountRoundTripsAsync(name) : 0));
        }

        var rival = reports.ElementAtOrDefault(1);
        return new Report(
            arguments.Scenario,
            arguments.Provider,
            arguments.Workspaces,
            arguments.Parallel,
            arguments.Rounds,
            reports[0],
            rival,
            rival is null ? null : Math.Round(rival.TotalMs / reports[0].TotalMs, 2));
    }

    private async Task<Side> SideAsync(string name, Setting setting)
    {
        if (!_sides.TryGetValue(name, out var side))
        {
            side = await _scenario.PrepareAsync(SideOf(name), setting);
            _sides.Add(name, side);
        }

        return side;
    }

    private async ValueTask RetireAsync(string name)
    {
        if (_sides.Remove(name, out var side))
        {
            await side.DisposeAsync();

            // The next round has another database, and a server takes only so many connections.
            EngineOf(name).CloseConnections();
        }
    }

    private async Task<Setting> SettingAsync(string name)
    {
        var used = EngineOf(name);
        if (!_scenario.OnlyReads || !_databases.TryGetValue(used, out var database))
        {
            database = _databases[used] = await used.CreateDatabaseAsync();
        }

        var setting = new Setting(used, database, arguments.Workspaces, arguments.Parallel, arguments.Contexts);
        await _scenario.FillAsync(setting);
        return setting;
    }

    private Engine EngineOf(string name) => name == Arguments.Single ? engine.SingleServer! : engine;

    private static string SideOf(string name) => name == Arguments.Single ? Scenario.Ours : name;

    /// <summary>Once more, one workspace after the other, through a counter.</summary>
    private async Task<double> CountRoundTripsAsync(string name)
    {
        var used = EngineOf(name);
        var database = await used.CreateDatabaseAsync();
        if (used.Counted(database) is not var (counted, counter))
        {
            return 0;
        }

        await using (counter)
        {
            var workspaces = _scenario.OperationIsOneWorkspace ? Math.Min(CountedWorkspaces, arguments.Workspaces) : arguments.Workspaces;
            var setting = new Setting(used, counted, workspaces, Parallel: 1, arguments.Contexts);
            await _scenario.FillAsync(setting);
            await using var side = await _scenario.PrepareAsync(SideOf(name), setting);
            var before = counter.Count;
            var times = await side.RunAsync(parallel: 1);
            return Math.Round((counter.Count - before) / (double)times.Length, 2);
        }
    }

    private static SideReport Summarize(string name, List<Round> rounds, double roundTrips)
    {
        return new SideReport(
            name == Scenario.Ours ? null : name,
            Median(r => r.At(0.5)),
            Median(r => r.At(0.95)),
            Median(r => r.TotalMs),
            Median(r => r.CpuMs / r.Times.Length),
            (long)Median(r => r.AllocatedBytes / (double)r.Times.Length),
            Math.Max(0, rounds[0].RetainedBytes),
            roundTrips,
            rounds.Max(r => r.PeakBytes));

        double Median(Func<Round, double> value)
        {
            var sorted = rounds.Select(value).Order().ToArray();
            var middle = sorted.Length / 2;
            return Math.Round(sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2, 3);
        }
    }
}
