using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.Sqlite.Tests;

/// <summary>Idle connections keep files open; how many is bounded, whatever the number of workspaces.</summary>
[Collection(nameof(DriversPools))]
public sealed class ConnectionBudgetTests(SqliteServer server) : Specification(server)
{
    private const int Workspaces = 300;

    // SqliteConnectionBudget.DefaultLimit idle connections, each with a database, its log and its shared memory.
    private const int MostHandles = 200 * 3;

    [Fact]
    public async Task The_files_that_idle_connections_keep_open_are_bounded()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Open files are counted in /proc.");
        await using var host = await StartAsync();
        var database = (SqliteDatabase)host.Database;
        var original = database.PathOf((await host.CreateWorkspaceAsync()).Schema);
        var schemas = Enumerable.Range(0, Workspaces).Select(_ => WorkspaceSchema.For(Guid.NewGuid())).ToList();
        schemas.ForEach(schema => File.Copy(original, database.PathOf(schema)));
        var options = new DbContextOptionsBuilder<SpecDbContext>().UseWorkspaceSchemas(new SqliteTenancyProvider(database.Directory))
            .Options;

        var most = 0;
        foreach (var schema in schemas)
        {
            await using var context = new SpecDbContext(options);
            context.BindTo(schema);
            context.Add(new Project { WrittenFor = schema.WorkspaceId });
            await context.SaveChangesAsync(Token);
            most = Math.Max(most, OpenFiles(schemas.Select(database.PathOf)));
        }

        most.Should().BeInRange(100, MostHandles, "some stay open for reuse, and no more than the budget allows");
        await using (var last = new SpecDbContext(options))
        {
            last.BindTo(schemas[0]);
            (await last.Projects.SingleAsync(Token)).WrittenFor
                .Should().Be(schemas[0].WorkspaceId, "a file whose pool was emptied is opened again");
        }

        SqliteConnection.ClearAllPools();
    }

    [Fact]
    public async Task Many_leases_at_once_leave_no_more_open_than_the_budget_allows()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Open files are counted in /proc.");
        await using var host = await StartAsync();
        var database = (SqliteDatabase)host.Database;
        var original = database.PathOf((await host.CreateWorkspaceAsync()).Schema);
        var schemas = Enumerable.Range(0, Workspaces).Select(_ => WorkspaceSchema.For(Guid.NewGuid())).ToList();
        schemas.ForEach(schema => File.Copy(original, database.PathOf(schema)));
        var options = new DbContextOptionsBuilder<SpecDbContext>().UseWorkspaceSchemas(new SqliteTenancyProvider(database.Directory))
            .Options;

        var contexts = schemas.ConvertAll(schema => (Schema: schema, Context: new SpecDbContext(options)));
        contexts.ForEach(c => c.Context.BindTo(c.Schema));
        foreach (var (schema, context) in contexts)
        {
            await context.Database.OpenConnectionAsync(Token);
            context.Add(new Project { WrittenFor = schema.WorkspaceId });
            await context.SaveChangesAsync(Token);
        }

        OpenFiles(schemas.Select(database.PathOf)).Should().BeGreaterThan(MostHandles, "all are in use");
        foreach (var (_, context) in contexts)
        {
            await context.DisposeAsync();
        }

        OpenFiles(schemas.Select(database.PathOf)).Should().BeInRange(100, MostHandles);
        SqliteConnection.ClearAllPools();
    }

    [Fact]
    public async Task Many_connections_to_one_workspace_count_as_many()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Open files are counted in /proc.");
        await using var host = await StartAsync();
        var database = (SqliteDatabase)host.Database;
        var schema = (await host.CreateWorkspaceAsync()).Schema;
        var options = new DbContextOptionsBuilder<SpecDbContext>().UseWorkspaceSchemas(new SqliteTenancyProvider(database.Directory))
            .Options;

        var contexts = Enumerable.Range(0, Workspaces).Select(_ => new SpecDbContext(options)).ToList();
        foreach (var context in contexts)
        {
            context.BindTo(schema);
            await context.Database.OpenConnectionAsync(Token);
            await context.Projects.CountAsync(Token);
        }

        foreach (var context in contexts)
        {
            await context.DisposeAsync();
        }

        OpenFiles([database.PathOf(schema)]).Should().BeLessThanOrEqualTo(MostHandles);
        SqliteConnection.ClearAllPools();
    }

    private static int OpenFiles(IEnumerable<string> databases)
    {
        var counted = databases.SelectMany(path => new[] { path, path + "-wal", path + "-shm" }).ToHashSet();
        return Directory.GetFileSystemEntries("/proc/self/fd")
            .Select(entry => new FileInfo(entry).LinkTarget).Count(target => target is not null && counted.Contains(target));
    }
}
