using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.CommandLine;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>The operator's verbs about places.</summary>
public sealed class PlaceVerbTests(PostgreSqlServer server, FakeCitus citus) : Specification(citus), IClassFixture<FakeCitus>
{
    [Fact]
    public async Task An_operator_distributes_moves_and_brings_back()
    {
        await using var host = await TestHost.StartAsync(citus.Create());
        var contoso = await host.CreateWorkspaceAsync("contoso");
        await using var distributing = host.Another(tenancy => tenancy.DistributeSchemas());
        var shell = new Shell(distributing.Services);

        var before = await shell.ExpectAsync(0, "workspaces places");
        before.Out.Should().MatchRegex(@"contoso +\(not distributed\) +[\d,]+ +yes\n").And.MatchRegex(@"head:5432 +yes +no +1 +[\d,]+\n");
        before.Error.Should().Be("1 workspaces, 1 not distributed.\n");
        (await shell.ExpectAsync(0, "workspaces distribute --all --dry-run")).Error.Should().Be("1 planned: nothing was changed.\n");
        await shell.ExpectAsync(0, "workspaces distribute --all --actor ada");
        await host.CreateWorkspaceAsync("fabrikam");

        var places = (await shell.ExpectAsync(0, "workspaces places contoso --json")).Json;
        places["workspaces"]!.AsArray().Should().ContainSingle();
        var node = places["workspaces"]![0]!["node"]!.GetValue<string>();
        var other = node == "one:5432" ? "two:5433" : "one:5432";
        (await shell.ExpectAsync(2, "workspaces move contoso")).Error.Should().Contain("--to");
        (await shell.ExpectAsync(1, "workspaces move contoso --to nowhere:1")).Out.Should().Contain("no node nowhere:1");
        await shell.ExpectAsync(0, $"workspaces move contoso --to {other} --actor ada --json");
        (await shell.ExpectAsync(4, $"workspaces move contoso fabrikam --to {other} --block-writes")).Out
            .Should().MatchRegex("contoso +Unchanged").And.MatchRegex("fabrikam +Failed").And.Contain("is not distributed");
        (await shell.ExpectAsync(0, "workspaces places --json")).Json["nodes"]!.AsArray()
            .Single(n => n!["name"]!.GetValue<string>() == other)!["workspaces"]!.GetValue<int>().Should().Be(1);

        await shell.ExpectAsync(0, "workspaces undistribute contoso --json");
        (await host.AuditAsync(contoso.Id)).Where(e => e.ActorId == "ada" && e.Action is "workspace.distributed" or "workspace.moved")
            .Should().HaveCount(2);
        (await shell.ExpectAsync(3, "doctor contoso fabrikam --json")).Json["findings"]!.AsArray().Should().HaveCount(2);
        await shell.ExpectAsync(0, "doctor contoso fabrikam --repair");
    }

    [Fact]
    public async Task Moves_and_the_database_are_shown()
    {
        await using var host = await TestHost.StartAsync(citus.CreateDatabase());
        var workspace = await host.CreateWorkspaceAsync();
        var shell = new Shell(host.Services);
        (await shell.ExpectAsync(0, "workspaces moves")).Error.Should().Be("Nothing is being moved.\nThere was no rebalancing.\n");
        await using var changed = await citus.WithAsync(
            $"""
            INSERT INTO rebalances VALUES ('running', '2026-01-01 12:00+00', NULL, NULL);
            INSERT INTO moves SELECT c.oid, 'one', 5432, 'two', 5433, 1000, 400, 'Copying Data' FROM pg_class c
            WHERE c.relnamespace = '{workspace.Schema}'::regnamespace AND c.relkind = 'r' LIMIT 1;
            UPDATE node_facts SET wal_level = 'replica'
            """,
            "DELETE FROM moves; DELETE FROM rebalances; UPDATE node_facts SET wal_level = 'logical'");

        var moves = await shell.ExpectAsync(0, "workspaces moves");

        moves.Out.Should().MatchRegex($"{workspace.Schema} +one:5432 +two:5433 +1,000 +400 +Copying Data\n");
        moves.Error.Should().Be("1 being moved.\nThe last rebalancing: running.\n");
        (await shell.ExpectAsync(0, "workspaces moves --json")).Json["startedUtc"]!.GetValue<DateTime>().Year.Should().Be(2026);
        (await shell.ExpectAsync(3, "doctor --rows-only --scripts")).Out
            .Should().MatchRegex(@"\(the database\) +DatabaseWrong +wal_level of one:5432").And.Contain("ALTER SYSTEM SET wal_level");
    }

    [Fact]
    public async Task A_node_that_is_down_is_named_by_a_run_of_migrations()
    {
        await using var host = await TestHost.StartAsync(citus.CreateDatabase());
        var workspace = await host.CreateWorkspaceAsync();
        await using var next = host.Another<SpecDbContextV2>();
        var schema = $"\"{workspace.Schema}\"";
        await host.Database.ExecuteAsync($"""
            ALTER TABLE {schema}."__EFMigrationsHistory" RENAME TO away;
            CREATE FUNCTION {schema}.down() RETURNS text LANGUAGE plpgsql AS
                'BEGIN RAISE EXCEPTION ''connection to the remote node two:5433 failed'' USING ERRCODE = ''08006''; END';
            CREATE VIEW {schema}."__EFMigrationsHistory" AS SELECT {schema}.down() AS "MigrationId", '' AS "ProductVersion"
            """);

        var run = await new Shell(next.Services).ExpectAsync(1, "migrations run");

        run.Out.Should().Contain("08006: connection to the remote node two:5433 failed").And.NotContain("transient");
    }

    [Fact]
    public async Task Without_the_option_there_are_no_such_verbs()
    {
        await using var host = await TestHost.StartAsync(new PostgreSqlDatabase(server));
        host.Services.GetService<IWorkspacePlaces>().Should().BeNull();

        (await new Shell(host.Services).ExpectAsync(2, "workspaces places")).Out.Should().BeEmpty();
    }
}
