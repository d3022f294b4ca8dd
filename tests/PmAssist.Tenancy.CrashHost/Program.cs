using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmAssist.Tenancy;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Cutover;

// Started by tests, which kill it:
//   provision <engine> <connection-or-directory> <master schema> <count>  creates workspaces, two at a time
//   hold      <engine> <connection-or-directory> <master schema> 1        stops in the middle of creating one
//   migrate   <engine> <connection-or-directory> <master schema> 0        creates one and migrates all to the specifications' third version
//   cutover   <engine> <connection-or-directory> <master schema> 0 <description file> <quarantine file>  carries an old database over
//   import    <engine> <connection-or-directory> <master schema> 0 <file>  makes workspaces of an exported one
//   replace   <engine> <connection-or-directory> <master schema> 0 <file>  replaces the rows of workspaces by an exported one's
//   delete, restore or purge  <engine> <connection-or-directory> <master schema> 0  does so with workspaces, one after the other
//   claim, claim-seeding or refill  <engine> <connection-or-directory> <master schema> <spares>  takes spares, two at a time, or makes them
// The ids come first, one a line, then "ready", then "created" for each; "held" means that the schema is being made and its
// lock is held. A run begins when a line is read, says "migrated" for each and "done" at its end. A cutover's line says which
// step it is: run, catch-up, fence or roll-back; it says "carried" for each workspace. The line for delete, restore, purge, import and
// replace has the ids, with a blank between them; it says "done" for each. The line for claim has request ids in the same way; refill
// says "done" for each spare that is ready.
if (args is not
    [
        ("provision" or "hold" or "migrate" or "cutover" or "import" or "replace" or "delete" or "restore" or "purge"
            or "claim" or "claim-seeding" or "refill") and var verb,
        ("sqlite" or "postgresql") and var engine, var place, var masterSchema, var countText, .. var files
    ]
    || !int.TryParse(countText, out var count)
    || files.Length != (verb == "cutover" ? 2 : verb is "import" or "replace" ? 1 : 0))
{
    Console.Error.WriteLine(
        "usage: provision|hold|migrate|cutover|import|replace|delete|restore|purge|claim|claim-seeding|refill sqlite|postgresql "
            + "<connection-or-directory> <master schema> <count> [<description> <quarantine> | <file>]");
    return 2;
}

if (verb == "cutover")
{
    await CarryOverAsync();
    return 0;
}

if (verb == "migrate")
{
    await MigrateAsync();
    return 0;
}

await using var services = new ServiceCollection().AddPmAssistTenancy(Configure).AddWorkspacePortability().BuildServiceProvider();
await services.GetRequiredService<IWorkspaceMigrator>().MigrateMasterAsync();

if (verb is "delete" or "restore" or "purge")
{
    await EndAsync();
    return 0;
}

if (verb == "import")
{
    await ImportAsync();
    return 0;
}

if (verb == "replace")
{
    await ReplaceAsync();
    return 0;
}

if (verb is "claim" or "claim-seeding")
{
    await ClaimAsync();
    return 0;
}

if (verb == "refill")
{
    await RefillAsync();
    return 0;
}

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

async Task EndAsync()
{
    // The first one takes long, because everything is compiled; the test is about those that follow.
    var warmUp = Guid.NewGuid();
    await CreateAsync(warmUp, CancellationToken.None);
    await using var scope = services.CreateAsyncScope();
    var workspaces = scope.ServiceProvider.GetRequiredService<IWorkspaceService>();
    await workspaces.DeleteAsync(warmUp);
    await workspaces.RestoreAsync(warmUp);
    await workspaces.DeleteAsync(warmUp);
    await workspaces.PurgeAsync(warmUp);
    Console.WriteLine("ready");
    foreach (var id in Console.ReadLine()!.Split(' ').Select(Guid.Parse))
    {
        await (verb switch
        {
            "delete" => workspaces.DeleteAsync(id, "crash"),
            "restore" => workspaces.RestoreAsync(id, "crash"),
            _ => workspaces.PurgeAsync(id, actorId: "crash"),
        });
        Console.WriteLine("done");
    }
}

async Task ImportAsync()
{
    // The first one takes long, because everything is compiled; the test is about those that follow.
    await CreateAsync(Guid.NewGuid(), CancellationToken.None);
    Console.WriteLine("ready");
    foreach (var id in Console.ReadLine()!.Split(' ').Select(Guid.Parse))
    {
        await using var scope = services.CreateAsyncScope();
        await using var file = File.OpenRead(files[0]);
        await scope.ServiceProvider.GetRequiredService<IWorkspacePortability>()
            .ImportAsync(file, new ImportOptions { Id = id, OwnerId = "ada" });
        Console.WriteLine("done");
    }
}

async Task ReplaceAsync()
{
    // The first one takes long, because everything is compiled; the test is about those that follow.
    var warmUp = Guid.NewGuid();
    await CreateAsync(warmUp, CancellationToken.None);
    await ReplaceOneAsync(warmUp);
    Console.WriteLine("ready");
    foreach (var id in Console.ReadLine()!.Split(' ').Select(Guid.Parse))
    {
        await ReplaceOneAsync(id);
        Console.WriteLine("done");
    }

    async Task ReplaceOneAsync(Guid id)
    {
        await using var scope = services.CreateAsyncScope();
        await using var file = File.OpenRead(files[0]);
        await scope.ServiceProvider.GetRequiredService<IWorkspacePortability>()
            .RestoreAsync(id, file, new RestoreOptions { DiscardPrevious = true, ActorId = "crash" });
    }
}

async Task ClaimAsync()
{
    // The first one takes long, because everything is compiled. It takes no spare.
    await CreateAsync(Guid.NewGuid(), CancellationToken.None);
    Console.WriteLine("ready");
    await Parallel.ForEachAsync(
        Console.ReadLine()!.Split(' '), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (request, token) =>
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IWorkspaceService>()
            .CreateAsync(new NewWorkspace($"Crash {request}", "ada") { RequestId = request }, token);
        Console.WriteLine("done");
    });
}

async Task RefillAsync()
{
    await CreateAsync(Guid.NewGuid(), CancellationToken.None);
    Console.WriteLine("ready");
    Console.ReadLine();
    foreach (var service in services.GetServices<IHostedService>())
    {
        await service.StartAsync(CancellationToken.None);
    }

    await using var scope = services.CreateAsyncScope();
    var workspaces = scope.ServiceProvider.GetRequiredService<IWorkspaceService>();
    for (var said = 0; said < count;)
    {
        var spares = await workspaces.ListAsync(new WorkspaceFilter { Status = WorkspaceStatus.Spare });
        for (; said < spares.Count(w => w.SchemaVersion is not null); said++)
        {
            Console.WriteLine("done");
        }
    }
}

async Task MigrateAsync()
{
    await using var nextVersion = new ServiceCollection().AddPmAssistTenancy<SpecDbContextV3>(Configure).BuildServiceProvider();

    // A migration takes long the first time, because everything is compiled; the test is about those that follow.
    await using (var scope = nextVersion.CreateAsyncScope())
    {
        await scope.ServiceProvider.GetRequiredService<IWorkspaceService>().CreateAsync(new NewWorkspace("Warm-up", "ada"));
    }

    Console.WriteLine("ready");
    Console.ReadLine();
    await nextVersion.GetRequiredService<IWorkspaceMigrator>()
        .RunAsync(new WorkspaceMigrationOptions { MaxParallelism = 4 }, new Lines("migrated"));
    Console.WriteLine("done");
}

async Task CarryOverAsync()
{
    await using var host = new ServiceCollection()
        .AddPmAssistTenancy<CutoverDbContext>(Configure)
        .AddWorkspaceCutover(builder => _ = engine == "sqlite" ? builder.UseSqlite() : builder.UseNpgsql())
        .BuildServiceProvider();
    var cutover = host.GetRequiredService<IWorkspaceCutover>();
    var description = CutoverDescription.FromJson(await File.ReadAllTextAsync(files[0]));
    var options = new CutoverOptions { QuarantineFile = files[1] };
    var carried = new Lines("carried");

    // Planning takes long the first time, because everything is compiled; the test is about what is written.
    await cutover.PlanAsync(description);
    Console.WriteLine("ready");
    await (Console.ReadLine() switch
    {
        "run" => cutover.RunAsync(description, options, carried),
        "catch-up" => cutover.CatchUpAsync(description, options, carried),
        "fence" => cutover.FenceAsync(description, options, carried),
        "roll-back" => cutover.RollBackAsync(description, options: options),
        var other => throw new InvalidOperationException($"There is no step '{other}'."),
    });
    Console.WriteLine("done");
}

async Task CreateAsync(Guid id, CancellationToken token)
{
    await using var scope = services.CreateAsyncScope();
    var workspaces = scope.ServiceProvider.GetRequiredService<IWorkspaceService>();
    await workspaces.CreateAsync(new NewWorkspace($"Crash {id:N}", "ada") { Id = id }, token);
}

void Configure(TenancyBuilder tenancy)
{
    _ = engine == "sqlite" ? tenancy.UseSqlite(place) : tenancy.UseNpgsql(place);
    tenancy.Configure(options => options.MasterSchema = masterSchema);
    if (verb is "claim" or "claim-seeding" or "refill")
    {
        tenancy.Configure(options => options.SpareWorkspaces = count);
    }

    if (verb == "claim-seeding")
    {
        tenancy.ConfigureContext((_, options) => options.UseAsyncSeeding(async (context, _, token) =>
        {
            if (!await context.Set<WorkspaceAgent>().AnyAsync(token))
            {
                context.Add(new WorkspaceAgent { Name = "Seeded", Kind = "test" });
                await context.SaveChangesAsync(token);
            }
        }));
    }

    if (verb == "hold")
    {
        tenancy.ConfigureContext((_, options) => options.UseAsyncSeeding(async (_, _, token) =>
        {
            Console.WriteLine("held");
            await Task.Delay(Timeout.Infinite, token);
        }));
    }
}

internal sealed class Lines(string line) : IProgress<RunProgress<WorkspaceMigrationResult>>, IProgress<RunProgress<CutoverResult>>
{
    public void Report(RunProgress<WorkspaceMigrationResult> value) => Console.WriteLine(line);

    public void Report(RunProgress<CutoverResult> value) => Console.WriteLine(line);
}
