namespace PmAssist.Tenancy.Benchmarks;

/// <summary>New workspaces, ready for use.</summary>
internal sealed class ProvisionScenario : Scenario
{
    public override async Task<Side> PrepareAsync(string side, Setting setting)
    {
        switch (side)
        {
            case Ours or Arguments.One:
                var host = await Modules.StartAsync(side, setting);
                return await WarmAsync(setting, host.CreateAsync, host);
            case "raw":
                var raw = await RawDriver.StartAsync(setting);
                return await WarmAsync(setting, raw.ProvisionAsync);
            default:
                var textbook = new Textbook(setting.Engine, setting.Database);
                return await WarmAsync(setting, schema => textbook.MigrateAsync(schema, version: 1));
        }
    }

    private static async Task<Side> WarmAsync(Setting setting, Func<WorkspaceSchema, Task> provision, IAsyncDisposable? owned = null)
    {
        await Side.ForEach(Setting.NewSchemas(setting.WarmUps), provision).RunAsync(setting.Parallel);
        return Side.ForEach(Setting.NewSchemas(setting.Workspaces), provision, owned);
    }
}
