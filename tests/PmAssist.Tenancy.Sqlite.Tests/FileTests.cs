using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.Sqlite.Tests;

/// <summary>A workspace is a file: it is there, or it is an error.</summary>
public sealed class FileTests(SqliteServer server) : Specification(server)
{
    [Fact]
    public async Task A_lost_file_is_an_error_and_not_an_empty_workspace()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.Database.LoseAsync(workspace.Schema);

        await using var lease = await host.RentAsync(workspace);
        (await FluentActions.Awaiting(() => lease.Context.Projects.CountAsync(Token)).Should().ThrowAsync<WorkspaceUnavailableException>())
            .WithInnerException<SqliteException>()
            .Which.SqliteErrorCode.Should().Be(14, "SQLITE_CANTOPEN, https://sqlite.org/rescode.html#cantopen");
        await FluentActions.Awaiting(() => lease.Context.Database.ExecuteSqlRawAsync("CREATE TABLE sneaky (id int)", Token))
            .Should().ThrowAsync<WorkspaceUnavailableException>();
        (await host.Database.ExistsAsync(workspace.Schema)).Should().BeFalse("nothing was created in its place");
    }

    [Fact]
    public async Task A_lost_master_file_is_a_typed_error_and_not_an_empty_catalogue()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        SqliteConnection.ClearAllPools();
        var master = Path.Combine(((SqliteDatabase)host.Database).Directory, "pmassist_master.db");
        File.Delete(master);

        await FluentActions.Awaiting(() => host.RentAsync(workspace))
            .Should().ThrowAsync<TenancyException>().WithMessage("*cannot be opened*");
        File.Exists(master).Should().BeFalse();
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_is_a_typed_error_that_names_it()
    {
        var file = Path.GetTempFileName();
        try
        {
            // Below a regular file: refused to root as well.
            var directory = Path.Combine(file, "data");
            await using var host = TestHost.Create<SpecDbContext>(new SqliteDatabase(directory), configure: null);
            await FluentActions.Awaiting(() => host.Migrator.MigrateMasterAsync(cancellationToken: Token))
                .Should().ThrowAsync<WorkspaceMigrationException>()
                .WithMessage($"*'{directory}' is not writable*another directory in UseSqlite*");
            await FluentActions.Awaiting(() => host.CreateWorkspaceAsync()).Should().ThrowAsync<TenancyException>();
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task New_files_are_in_wal_mode()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var database = (SqliteDatabase)host.Database;
        (await database.QueryAsync<string>(workspace.Schema, "PRAGMA journal_mode")).Should().Be("wal");
        (await database.QueryAsync<string>("PRAGMA journal_mode")).Should().Be("wal", "the master is a file like any other");
    }

    [Fact]
    public async Task A_new_workspaces_file_is_complete_without_what_lies_beside_it()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        Directory.GetFiles(((SqliteDatabase)host.Database).Directory, workspace.Schema + "*").Select(Path.GetFileName)
            .Should().Equal(workspace.Schema + ".db");
    }

    [Fact]
    public void A_shared_table_is_refused()
    {
        var options = new DbContextOptionsBuilder<SharedContext>().UseWorkspaceSchemas(new SqliteTenancyProvider("nowhere")).Options;
        using var context = new SharedContext(options);
        FluentActions.Invoking(() => context.Model)
            .Should().Throw<InvalidOperationException>().WithMessage("*Country*cannot share a table*");
    }

    private sealed class Country
    {
        public Guid Id { get; set; }
    }

    private sealed class SharedContext(DbContextOptions<SharedContext> options) : WorkspaceDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<Country>().ToTable("countries", table => table.ExcludeFromMigrations()).IsSharedAcrossWorkspaces();
        }
    }
}
