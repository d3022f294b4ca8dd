namespace PmAssist.Tenancy.Benchmarks;

/// <summary>One migration, a column and an index, of workspaces that are there.</summary>
internal sealed class MigrateScenario : Scenario
{
    public override async Task<Side> PrepareAsync(string side, Setting setting)
    {
        if (setting.Contexts > 1 || side == Arguments.One || !setting.Engine.MakesSchemasAlike)
        {
            return await PrepareContextsAsync(side, setting);
        }

        // The driver makes the workspaces of every side: the library takes them for its own, which also proves that the raw
        // side does the same work.
        var raw = await RawDriver.StartAsync(setting);
        var warmUps = await ProvisionAsync(raw, setting.WarmUps, setting);
        switch (side)
        {
            case Ours:
                var host = await OurHost<BenchDbContextV2>.StartAsync(setting);
                await RunAsync(host.Migrator, setting.Parallel, warmUps.Length);
                await ProvisionAsync(raw, setting.Workspaces, setting);
                return Side.Whole(parallel => RunAsync(host.Migrator, parallel, setting.Workspaces), host);
            case "raw":
                return await WarmAsync(raw.MigrateAsync);
            default:
                var textbook = new Textbook(setting.Engine, setting.Database);
                return await WarmAsync(schema => textbook.MigrateAsync(schema, version: 2));
        }

        async Task<Side> WarmAsync(Func<WorkspaceSchema, Task> migrate)
        {
            await Side.ForEach(warmUps, migrate).RunAsync(setting.Parallel);
            return Side.ForEach(await ProvisionAsync(raw, setting.Workspaces, setting), migrate);
        }
    }

    /// <summary>The library makes the workspaces too.</summary>
    private static async Task<Side> PrepareContextsAsync(string side, Setting setting)
    {
        await using var first = await Modules.StartAsync(side, setting);
        var second = await Modules.StartV2Async(side, setting);
        await Side.ForEach(Setting.NewSchemas(setting.WarmUps), first.CreateAsync).RunAsync(setting.Parallel);
        await RunAsync(second.Migrator, setting.Parallel, setting.WarmUps);
        await Side.ForEach(Setting.NewSchemas(setting.Workspaces), first.CreateAsync).RunAsync(setting.Parallel);
        return Side.Whole(parallel => RunAsync(second.Migrator, parallel, setting.Workspaces), second);
    }

    private static async Task<WorkspaceSchema[]> ProvisionAsync(RawDriver raw, int count, Setting setting)
    {
        var schemas = Setting.NewSchemas(count);
        await Side.ForEach(schemas, raw.ProvisionAsync).RunAsync(setting.Parallel);
        return schemas;
    }

    private static async Task<double[]> RunAsync(IWorkspaceMigrator migrator, int parallel, int expected)
    {
        var report = await migrator.RunAsync(new WorkspaceMigrationOptions { MaxParallelism = parallel });
        return report.Succeeded && report.Results.Count == expected
            ? [.. report.Results.Select(r => r.Duration.TotalMilliseconds)]
            : throw new InvalidOperationException(
                $"{report.Results.Count} of {expected} workspaces were migrated: {report.Failures.FirstOrDefault()?.Error}");
    }
}
