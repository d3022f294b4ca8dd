using PmAssist.Tenancy;

namespace WebApi.Operators;

/// <summary>
/// Something to migrate: workspaces that a host of the version before would have made. They are created at this build's version and
/// then taken back by its newest migration, so that they are behind as any other would be.
/// </summary>
internal sealed class DemoWorkspaces(IServiceScopeFactory scopes, IWorkspaceMigrator migrator)
{
    public const int Count = 25;

    /// <summary>The user who owns them. Nobody signs in as that one, so they are in nobody's list but the operator's.</summary>
    private const string Owner = "demo";

    private const string VersionBefore = "ProjectsDbContext/Initial";

    private static readonly string[] First = ["Amber", "Birch", "Cedar", "Delta", "Ember"];
    private static readonly string[] Second = ["Bakery", "Clinic", "Museum", "Press", "Studio"];

    public Task CreateAsync(string actorId, CancellationToken cancellationToken)
    {
        var names = First.SelectMany(f => Second.Select(s => $"{f} {s}"));
        var options = new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(names, options, async (name, token) =>
        {
            await using var scope = scopes.CreateAsyncScope();
            var workspaces = scope.ServiceProvider.GetRequiredService<IWorkspaceService>();
            var workspace = await workspaces.CreateAsync(new NewWorkspace(name, Owner) { ActorId = actorId }, token);
            await migrator.MigrateAsync(workspace.Id, VersionBefore, token);
        });
    }
}
