using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy;
using PmAssist.Tenancy.Specifications;

// Started by tests, which kill it:
//   provision <engine> <connection-or-directory> <master schema> <count>  creates workspaces, two at a time
//   hold      <engine> <connection-or-directory> <master schema> 1        stops in the middle of creating one
//   migrate   <engine> <connection-or-directory> <master schema> 0        creates one and migrates all to the specifications' third version
// The ids come first, one a line, then "ready", then "created" for each; "held" means that the schema is being made and its
// lock is held. A run begins when a line is read, says "migrated" for each and "done" at its end.
if (args is not [("provision" or "hold" or "migrate") and var verb, ("sqlite" or "postgresql") and var engine, var place, var masterSchema, var countText]
    || !int.TryParse(countText, out var count))
{
    Console.Error.WriteLine("usage: provision|hold|migrate sqlite|postgresql <connection-or-directory> <master schema> <count>");
    return 2;
}

if (verb == "migrate")
{
    await MigrateAsync();
    return 0;
}

await using var services = new ServiceCollection().AddPmAssistTenancy(Configure).BuildServiceProvider();
await services.GetRequiredService<IWorkspaceMigrator>().MigrateMasterAsync();

if (verb == "provision")
{
    // The first one takes long, because everything is compiled; the test is about those that follow.
    await CreateAsync(Guid.NewGuid(), CancellationToken.None);
}

var ids = Enumerable.Range(0, count).Select(_ => Guid.NewGuid()).ToList();
ids.ForEach(id => Console.WriteLine(id));
Console.WriteLine("ready");

await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (id, token) =>
{
    await CreateAsync(id, token);
    Console.WriteLine("created");
});
return 0;

async Task MigrateAsync()
{
    await using var nextVersion = new ServiceCollection().AddPmAssistTenancy<SpecDbContextV3>(Configure).BuildServiceProvider();

    // A migration takes long the first time, because everything is compiled; the test is about those that follow.
    await using (var scope = nextVersion.CreateAsyncScope())
    {
        await scope.ServiceProvider.GetRequiredService<IWorkspaceService>().CreateAsync(new CreateWorkspace("Warm-up", "ada"));
    }

    Console.WriteLine("ready");
    Console.ReadLine();
    await nextVersion.GetRequiredService<IWorkspaceMigrator>().RunAsync(new WorkspaceMigrationOptions { MaxParallelism = 4 }, new Lines());
    Console.WriteLine("done");
}

async Task CreateAsync(Guid id, CancellationToken token)
{
    await using var scope = services.CreateAsyncScope();
    var workspaces = scope.ServiceProvider.GetRequiredService<IWorkspaceService>();
    await workspaces.CreateAsync(new CreateWorkspace($"Crash {id:N}", "ada") { Id = id }, token);
}

void Configure(TenancyBuilder tenancy)
{
    _ = engine == "sqlite" ? tenancy.UseSqlite(place) : tenancy.UseNpgsql(place);
    tenancy.Configure(options => options.MasterSchema = masterSchema);
    if (verb == "hold")
    {
        tenancy.ConfigureContext((_, options) => options.UseAsyncSeeding(async (_, _, token) =>
        {
            Console.WriteLine("held");
            await Task.Delay(Timeout.Infinite, token);
        }));
    }
}

internal sealed class Lines : IProgress<WorkspaceMigrationProgress>
{
    public void Report(WorkspaceMigrationProgress value) => Console.WriteLine("migrated");
}
