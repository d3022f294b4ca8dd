using Microsoft.EntityFrameworkCore;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Sqlite.Tests.Migrations;

namespace PmAssist.Tenancy.Sqlite.Tests;

/// <summary>SQLite alters a column by building the table anew, with transactions and foreign keys switched off in between.</summary>
public sealed class TableRebuildTests(SqliteServer server) : Specification(server)
{
    [Fact]
    public async Task Rows_and_what_refers_to_them_are_kept()
    {
        await using var database = new SqliteDatabase();
        await using var host = TestHost.Create<BooksV1Context>(database, configure: null);
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        var workspaces = new[] { await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync() };
        foreach (var workspace in workspaces)
        {
            await database.ExecuteAsync(
                workspace.Schema, $"INSERT INTO books VALUES (1, '{workspace.Slug}', NULL); INSERT INTO pages VALUES (1, 1), (2, 1)");
        }

        await using var next = host.Another<BooksV2Context>();
        var report = await next.Migrator.RunAsync(cancellationToken: Token);

        report.Failures.Select(f => f.Error!.Message).Should().BeEmpty();
        report.Results.Should().HaveCount(2).And.OnlyContain(r => r.Outcome == WorkspaceMigrationOutcome.Migrated);
        foreach (var workspace in workspaces)
        {
            (await database.QueryAsync<string>(workspace.Schema, "SELECT title || ' by ' || author FROM books"))
                .Should().Be($"{workspace.Slug} by unknown");
            (await database.QueryAsync<long>(workspace.Schema, "SELECT count(*) FROM pages WHERE book_id = 1"))
                .Should().Be(2, "they are not deleted with the old table");
            (await database.DescribeAsync(workspace.Schema)).Should()
                .Contain(
                    line => line.StartsWith("table books", StringComparison.Ordinal)
                        && line.Contains("\"author\" TEXT NOT NULL", StringComparison.Ordinal))
                .And.NotContain(line => line.Contains("ef_temp", StringComparison.Ordinal));
            (await database.QueryAsync<string>(workspace.Schema, "PRAGMA integrity_check")).Should().Be("ok");
            (await host.GetWorkspaceAsync(workspace.Id)).SchemaVersion.Should().Be("20260201000000_AuthorRequired");
        }

        (await next.Migrator.GetStatusAsync(Token)).Behind.Should().BeEmpty();
    }

    [Fact]
    public async Task A_rebuild_that_fails_leaves_the_migration_before_it_and_says_so()
    {
        await using var database = new SqliteDatabase();
        await using var host = TestHost.Create<BooksV1Context>(database, configure: null);
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        var workspace = await host.CreateWorkspaceAsync();
        await database.ExecuteAsync(workspace.Schema, "CREATE TABLE ef_temp_books (in_the_way INTEGER)");
        await using var next = host.Another<BooksV3Context>();

        var result = (await next.Migrator.RunAsync(cancellationToken: Token)).Failures.Should().ContainSingle().Subject;

        (result.Outcome, result.FromVersion, result.ToVersion).Should().Be(
            (WorkspaceMigrationOutcome.Partial, "20260101000000_Books", "20260115000000_Shelves"));
        result.Error.Should().BeOfType<WorkspaceMigrationException>().Which.Message.Should()
            .Match("The schema is at 20260115000000_Shelves, which is committed*rolled back*ef_temp_books*");
        var row = await host.GetWorkspaceAsync(workspace.Id);
        (row.SchemaVersion, row.LastError).Should().Be(("20260115000000_Shelves", result.Error!.Message));
        (await database.DescribeAsync(workspace.Schema))
            .Should().Contain(line => line.StartsWith("table shelves", StringComparison.Ordinal));
        (await next.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue("the catalogue has what was committed");

        await database.ExecuteAsync(workspace.Schema, "DROP TABLE ef_temp_books");
        (await next.Migrator.RunAsync(cancellationToken: Token)).Results.Should().ContainSingle()
            .Which.Should().Match<WorkspaceMigrationResult>(
                r => r.Outcome == WorkspaceMigrationOutcome.Migrated && r.FromVersion == result.ToVersion);
    }

    [Fact]
    public async Task A_way_back_over_a_migration_without_one_is_refused_and_marks_nothing_as_failed()
    {
        await using var database = new SqliteDatabase();
        await using var host = TestHost.Create<BooksV2Context>(database, configure: null);
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        var workspace = await host.CreateWorkspaceAsync();

        await FluentActions.Awaiting(() => host.Migrator.MigrateAsync(workspace.Id, "Books", Token))
            .Should().ThrowAsync<WorkspaceMigrationException>().WithMessage("*AuthorRequired*has no Down*Nothing was changed*");

        (await host.GetWorkspaceAsync(workspace.Id)).Should().BeEquivalentTo(workspace);
    }

    [Fact]
    public async Task A_new_workspace_runs_the_rebuild_too()
    {
        await using var database = new SqliteDatabase();
        await using var host = TestHost.Create<BooksV2Context>(database, configure: null);
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        var workspace = await host.CreateWorkspaceAsync();
        workspace.Status.Should().Be(WorkspaceStatus.Active);
        (await database.DescribeAsync(workspace.Schema))
            .Should().Contain(line => line.Contains("\"author\" TEXT NOT NULL", StringComparison.Ordinal));
    }
}
