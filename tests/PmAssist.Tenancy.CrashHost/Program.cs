using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy;

// Started by tests, which kill it:
//   provision <engine> <connection-or-directory> <master schema> <count>  creates workspaces, two at a time
//   hold      <engine> <connection-or-directory> <master schema> 1        stops in the middle of creating one
// The ids come first, one a line, then "ready", then "created" for each; "held" means that the schema is being made and its
// lock is held.
if (args is not [("provision" or "hold") and var verb, ("sqlite" or "postgresql") and var engine, var place, var masterSchema, var countText]
    || !int.TryParse(countText, out var count))
{
    Console.Error.WriteLine("usage: provision|hold sqlite|postgresql <connection-or-directory> <master schema> <count>");
    return 2;
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
