using Microsoft.Data.Sqlite;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.Sqlite.Tests;

/// <summary>A process that is killed leaves nothing half-made that looks ready.</summary>
public sealed class CrashTests(SqliteServer server) : Specification(server)
{
    [Fact]
    [Trait("Category", "Long")]
    public async Task Workspaces_survive_a_process_that_is_killed_while_it_creates_them()
    {
        await using var database = new SqliteDatabase();
        await CrashRounds.RunAsync(database, "sqlite", database.Directory);
        Directory.GetFiles(database.Directory, "*.new*").Should().BeEmpty("what was left behind was replaced");
    }

    [Fact]
    public async Task A_lock_and_a_temporary_file_of_a_killed_process_are_in_nobodys_way()
    {
        await using var database = new SqliteDatabase();
        await using var host = TestHost.Create<WorkspaceDbContext>(
            database, tenancy => tenancy.Configure(options => options.LockTimeout = TimeSpan.FromMilliseconds(500)));
        using var process = await CrashHost.StartAsync("hold", "sqlite", database.Directory, database.MasterSchema, 1, Token);
        await process.ReadToAsync("held", Token);
        var id = process.Ids.Single();
        var schema = WorkspaceSchema.For(id);
        var temporary = Path.Combine(database.Directory, schema + ".new");
        File.Exists(temporary).Should().BeTrue();
        (await database.ExistsAsync(schema)).Should().BeFalse("the file gets its name when it is complete");
        await FluentActions.Awaiting(() => CreateAsync()).Should().ThrowAsync<SchemaLockedException>().WithMessage("*LockTimeout*");

        await process.KillAsync(Token);

        (await CreateAsync()).Status.Should().Be(WorkspaceStatus.Active);
        File.Exists(temporary).Should().BeFalse();
        (await database.ExistsAsync(schema)).Should().BeTrue();

        Task<Workspace> CreateAsync() => host.CreateWorkspaceAsync($"Crash {id:N}", id);
    }

    [Fact]
    public async Task A_leftover_temporary_file_that_is_no_database_is_replaced()
    {
        await using var host = await StartAsync();
        var database = (SqliteDatabase)host.Database;
        var id = Guid.NewGuid();
        var temporary = Path.Combine(database.Directory, WorkspaceSchema.For(id) + ".new");
        await File.WriteAllTextAsync(temporary, "half a page", Token);
        await File.WriteAllTextAsync(temporary + "-journal", "half a journal", Token);

        (await host.CreateWorkspaceAsync("Acme", id)).Status.Should().Be(WorkspaceStatus.Active);
        Directory.GetFiles(database.Directory, "*.new*").Should().BeEmpty();
    }

    [Theory]
    [InlineData("WAL")]
    [InlineData("DELETE")]
    public async Task A_complete_file_whose_row_still_says_provisioning_is_completed(string journalMode)
    {
        await using var host = await StartAsync();
        var database = (SqliteDatabase)host.Database;
        var workspace = await host.CreateWorkspaceAsync("Acme");
        await using (var lease = await host.RentAsync(workspace))
        {
            lease.Context.Add(new Project { WrittenFor = workspace.Id });
            await lease.Context.SaveChangesAsync(Token);
        }

        // As after a crash between the rename and the row, before or after the file was switched to WAL.
        SqliteConnection.ClearAllPools();
        await database.ExecuteAsync(workspace.Schema, $"PRAGMA journal_mode = {journalMode}");
        await database.ExecuteAsync(
            "UPDATE \"Workspace\" SET status = 'Provisioning', db_schema_name = NULL, schema_version = NULL, schema_fingerprint = NULL");

        var completed = await host.CreateWorkspaceAsync("Acme", workspace.Id);

        completed.Status.Should().Be(WorkspaceStatus.Active);
        completed.SchemaFingerprint.Should().Be(workspace.SchemaFingerprint);
        completed.DbSchemaName.Should().Be(workspace.DbSchemaName);
        (await database.QueryAsync<string>(workspace.Schema, "PRAGMA journal_mode")).Should().Be("wal");
        await using var rented = await host.RentAsync(completed);
        rented.Context.Projects.Should().ContainSingle("the file was kept").Which.WrittenFor.Should().Be(workspace.Id);
    }
}
