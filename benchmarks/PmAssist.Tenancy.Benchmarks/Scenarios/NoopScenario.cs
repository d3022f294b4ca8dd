using System.Diagnostics;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>What a deployment costs that has no migration. The operation is the run over all workspaces.</summary>
internal sealed class NoopScenario(string against) : Scenario
{
    public override bool OperationIsOneWorkspace => false;

    public override async Task<Side> PrepareAsync(string side, Setting setting)
    {
        if (setting.Contexts > 1 || side == Arguments.One)
        {
            return await PrepareContextsAsync(side, setting);
        }

        var schemas = Setting.NewSchemas(setting.Workspaces);
        var raw = await RawDriver.StartAsync(setting);
        if (against == Arguments.None)
        {
            // The library never looks at a schema that is current, so rows in the catalogue do.
            await raw.CatalogueAsync(schemas);
        }
        else
        {
            await Side.ForEach(schemas, async schema =>
            {
                await raw.ProvisionAsync(schema);
                await raw.MigrateAsync(schema);
            }).RunAsync(setting.Parallel);
        }

        if (side == Ours)
        {
            var host = await OurHost<BenchDbContextV2>.StartAsync(setting);
            await RunOursAsync(host.Migrator, setting.Parallel);
            return Side.Whole(parallel => TimeAsync(() => RunOursAsync(host.Migrator, parallel)), host);
        }

        var textbook = new Textbook(setting.Engine, setting.Database);
        await RunTextbookAsync(textbook, schemas[..Math.Min(schemas.Length, setting.WarmUps)], setting.Parallel);
        return Side.Whole(parallel => TimeAsync(() => RunTextbookAsync(textbook, schemas, parallel)));
    }

    /// <summary>The library makes the workspaces too, at the newest version.</summary>
    private static async Task<Side> PrepareContextsAsync(string side, Setting setting)
    {
        var host = await Modules.StartV2Async(side, setting);
        await Side.ForEach(Setting.NewSchemas(setting.Workspaces), host.CreateAsync).RunAsync(setting.Parallel);
        await RunOursAsync(host.Migrator, setting.Parallel);
        return Side.Whole(parallel => TimeAsync(() => RunOursAsync(host.Migrator, parallel)), host);
    }

    private static async Task RunOursAsync(IWorkspaceMigrator migrator, int parallel)
    {
        var report = await migrator.RunAsync(new WorkspaceMigrationOptions { MaxParallelism = parallel });
        if (report.Results.Count > 0)
        {
            throw new InvalidOperationException($"{report.Results.Count} workspaces were not current.");
        }
    }

    private static Task<double[]> RunTextbookAsync(Textbook textbook, WorkspaceSchema[] schemas, int parallel)
        => Side.ForEach(schemas, schema => textbook.MigrateAsync(schema, version: 2)).RunAsync(parallel);

    private static async Task<double[]> TimeAsync(Func<Task> run)
    {
        var started = Stopwatch.GetTimestamp();
        await run();
        return [Stopwatch.GetElapsedTime(started).TotalMilliseconds];
    }
}
