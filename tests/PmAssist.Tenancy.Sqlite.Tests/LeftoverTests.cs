using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.Sqlite.Tests;

/// <summary>What is left in the directory when a workspace is gone, or was never finished: nothing.</summary>
public sealed class LeftoverTests(SqliteServer server) : Specification(server)
{
    [Fact]
    public async Task A_deleted_workspace_that_was_never_finished_leaves_no_file()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var database = (SqliteDatabase)host.Database;

        // As a process leaves it that dies while it builds the file.
        SqliteConnection.ClearAllPools();
        var started = Path.Combine(database.Directory, workspace.Schema + ".new");
        File.Move(database.PathOf(workspace.Schema), started);
        await File.WriteAllTextAsync(started + "-journal", "", Token);
        await database.ExecuteAsync(
            "UPDATE Workspace SET status = 'Provisioning', db_schema_name = NULL WHERE id = "
                + $"'{workspace.Id.ToString().ToUpperInvariant()}'");

        await DeleteAsync(host, workspace);

        FilesOf(database, workspace.Schema).Should().BeEmpty();
    }

    [Fact]
    public async Task A_workspace_that_cannot_be_finished_leaves_no_file()
    {
        await using var host = await StartAsync(tenancy => tenancy.ConfigureContext((_, options) => options.UseAsyncSeeding(
            (_, _, _) => throw new InvalidDataException("The seed is broken."))));
        var id = Guid.NewGuid();

        await FluentActions.Awaiting(() => host.CreateWorkspaceAsync("Fails", id)).Should().ThrowAsync<WorkspaceMigrationException>();

        FilesOf((SqliteDatabase)host.Database, WorkspaceSchema.For(id)).Should().BeEmpty();
    }

    [Fact]
    public async Task No_lock_file_outlives_the_change()
    {
        await using var host = await StartAsync();
        var workspaces = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => host.CreateWorkspaceAsync()));
        await using var next = host.Another<SpecDbContextV2>();
        await next.Migrator.RunAsync(cancellationToken: Token);
        await DeleteAsync(next, workspaces[0]);

        Directory.GetFiles(Path.Combine(((SqliteDatabase)host.Database).Directory, "locks")).Should().BeEmpty();
    }

    [Fact]
    public async Task A_lock_file_that_a_dead_process_left_is_no_obstacle_and_goes_too()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var left = Path.Combine(((SqliteDatabase)host.Database).Directory, "locks", workspace.Schema + ".lock");
        await File.WriteAllTextAsync(left, "", Token);

        await DeleteAsync(host, workspace);

        File.Exists(left).Should().BeFalse();
    }

    [Fact]
    public async Task One_at_a_time_holds_a_lock_although_its_file_is_deleted_each_time()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var provider = host.Database.CreateProvider();
        var options = new DbContextOptionsBuilder<SpecDbContext>().UseWorkspaceSchemas(provider).Options;
        var (holders, turns, seen) = (0, 0, new ConcurrentBag<int>());
        var until = DateTime.UtcNow.AddSeconds(2);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(
            async () =>
            {
                while (DateTime.UtcNow < until)
                {
                    await using var context = new SpecDbContext(options);
                    context.BindTo(workspace.Schema);
                    await using var session = await provider.OpenSessionAsync(
                        context, new SchemaAccess(workspace.Schema.Name, TimeSpan.FromSeconds(30), new()), Token);
                    seen.Add(Interlocked.Increment(ref holders));
                    await Task.Yield();
                    Interlocked.Decrement(ref holders);
                    Interlocked.Increment(ref turns);
                }
            },
            Token)));

        turns.Should().BeGreaterThan(6);
        seen.Should().OnlyContain(count => count == 1);
    }

    private static string[] FilesOf(SqliteDatabase database, WorkspaceSchema schema)
        => [.. Directory.GetFiles(database.Directory, schema + "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path))];

    private static Task<bool> DeleteAsync(TestHost host, Workspace workspace)
        => host.WithAsync<IWorkspaceService, bool>(async workspaces =>
        {
            await workspaces.DeleteAsync(workspace.Id, cancellationToken: Token);
            return true;
        });
}
