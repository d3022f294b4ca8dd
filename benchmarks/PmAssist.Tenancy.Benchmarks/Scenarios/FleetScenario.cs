using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>
/// The export of one workspace of many, again and again: against one of ten of the same size, in a database of their own. The others are
/// empty, but whole.
/// </summary>
internal sealed class FleetScenario(int rows) : Scenario
{
    public const string Few = "few";

    private const int FewWorkspaces = 10;
    private const int Exports = 20;

    public override bool OnlyReads => true;

    public override bool CountsRoundTrips => false;

    public override async Task<Side> PrepareAsync(string side, Setting setting)
    {
        var (count, database) = side == Ours
            ? (setting.Workspaces, setting.Database)
            : (FewWorkspaces, await setting.Engine.CreateDatabaseAsync());
        setting = setting with { Database = database };
        var schemas = Setting.NewSchemas(count);
        await MakeAsync(setting, schemas, rows);
        var host = await OurHost<RecordsDbContext>.StartAsync(setting);
        var exports = Enumerable.Repeat(schemas[count / 2].WorkspaceId, Exports).ToList();
        await ExportAsync(host, exports[0]);
        return Side.ForEach(exports, id => ExportAsync(host, id), host);
    }

    /// <summary>As another process would, whose connections do not export.</summary>
    private static async Task MakeAsync(Setting setting, WorkspaceSchema[] schemas, int rows)
    {
        await using (var maker = await OurHost<RecordsDbContext>.StartAsync(setting))
        {
            foreach (var schema in schemas)
            {
                await maker.CreateAsync(schema);
            }

            await RecordRows.FillAsync(maker, schemas[schemas.Length / 2], rows);
        }

        setting.Engine.CloseConnections();
    }

    private static async Task ExportAsync(OurHost host, Guid id)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IWorkspacePortability>().ExportAsync(id, Stream.Null);
    }
}
