using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>
/// What a process keeps of each workspace that it looked at once: rent, make the text of two commands, give back. The workspaces
/// are rows of the catalogue, and nothing is sent to their schemas.
/// </summary>
internal sealed class RetainScenario(TimeSpan settle) : Scenario
{
    public override bool OperationIsOneWorkspace => false;

    public override async Task<Side> PrepareAsync(string side, Setting setting)
    {
        var raw = await RawDriver.StartAsync(setting);
        var schemas = Setting.NewSchemas(setting.Workspaces);
        await raw.CatalogueAsync(schemas);
        var host = await OurHost<BenchDbContextV2>.StartAsync(setting);
        await LookAsync(host, schemas[..Math.Min(schemas.Length, 100)]);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        return Side.Whole(
            async _ =>
            {
                await LookAsync(host, schemas);
                await Task.Delay(settle);
                var retained = GC.GetTotalMemory(forceFullCollection: true) - before;
                await Console.Error.WriteLineAsync(
                    $"retained bytes per workspace: {retained / (double)schemas.Length:F0}; models built: {BenchDbContextV2.ModelsBuilt}");
                return [0];
            },
            host);
    }

    private static async Task LookAsync(OurHost<BenchDbContextV2> host, WorkspaceSchema[] schemas)
    {
        var length = 0;
        foreach (var schema in schemas)
        {
            await using var lease = await host.Contexts.RentAsync(schema.WorkspaceId);
            length += lease.Context.Agents.Where(a => a.Id == schema.WorkspaceId).ToQueryString().Length;
            length += lease.Context.Jobs.Where(j => j.Status == JobStatus.Pending).OrderBy(j => j.RunAtUtc).ToQueryString().Length;
        }

        GC.KeepAlive(length);
    }
}
