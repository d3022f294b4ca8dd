using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>
/// How much more memory the process has while it exports a workspace to a file, imports the file and clones the workspace, than when it is
/// idle: the highest of its working set, looked at every few milliseconds, less what it was after the same with a few rows and a compacting
/// collection. So managed and native memory count, and SQLite's own.
/// </summary>
internal sealed class MemoryScenario(int rows) : Scenario
{
    private const int WarmUpRows = 3_000;

    public override bool CountsRoundTrips => false;

    public override async Task<Side> PrepareAsync(string side, Setting setting)
    {
        var host = await OurHost<RecordsDbContext>.StartAsync(setting);
        for (var i = 0; i < setting.WarmUps; i++)
        {
            await RunAsync(host, await MakeAsync(host, WarmUpRows), peaks: null);
        }

        var source = await MakeAsync(host, rows);
        var peaks = new List<long>();
        return Side.Whole(_ => RunAsync(host, source, peaks), host, peaks.Max);
    }

    private static async Task<Guid> MakeAsync(OurHost<RecordsDbContext> host, int count)
    {
        var schema = WorkspaceSchema.For(Guid.NewGuid());
        await host.CreateAsync(schema);
        await RecordRows.FillAsync(host, schema, count);
        return schema.WorkspaceId;
    }

    private static async Task<double[]> RunAsync(OurHost host, Guid source, List<long>? peaks)
    {
        var path = Path.GetTempFileName();
        try
        {
            await using var scope = host.Services.CreateAsyncScope();
            var portability = scope.ServiceProvider.GetRequiredService<IWorkspacePortability>();
            return
            [
                await MeasureAsync("export", peaks, async () =>
                {
                    await using var file = File.Create(path);
                    await portability.ExportAsync(source, file);
                }),
                await MeasureAsync("import", peaks, async () =>
                {
                    await using var file = File.OpenRead(path);
                    await portability.ImportAsync(file, new ImportOptions { OwnerId = "ada" });
                }),
                await MeasureAsync("clone", peaks, () => portability.CloneAsync(source, new NewWorkspace("Clone", "ada"))),
            ];
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<double> MeasureAsync(string call, List<long>? peaks, Func<Task> run)
    {
        using var memory = new PeakMemory();
        await run();
        var (peak, managed, ms) = memory.Stop();
        if (peaks is not null)
        {
            peaks.Add(peak);
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{call}: {peak / 1e6:F1} MB of working set above idle at most, of which the managed heap is {managed / 1e6:F1} MB"));
        }

        return ms;
    }
}
