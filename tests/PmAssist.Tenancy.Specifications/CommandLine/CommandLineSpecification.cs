using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.CommandLine.Internal;

namespace PmAssist.Tenancy.Specifications.CommandLine;

/// <summary>Each verb's answer, talk, document and exit code.</summary>
public abstract class CommandLineSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task Workspaces_are_created_listed_shown_and_renamed()
    {
        await using var host = await StartAsync();
        var shell = new Shell(host.Services);

        var created = await shell.ExpectAsync(
            0, "workspaces create \"Contoso Ltd\" --owner ada --slug contoso --set plan=pro --set seats=25 --actor night-shift");
        created.Out.Should().Contain("slug        contoso\n").And.Contain("properties  plan=pro, seats=25\n");
        created.Error.Should().BeEmpty();
        (await shell.ExpectAsync(0, "workspaces create Fabrikam --owner ada --json")).Json["slug"]!.GetValue<string>()
            .Should().Be("fabrikam");
        (await shell.ExpectAsync(0, "workspaces create Adventure --owner ada --dry-run --json")).Json["workspace"].Should().BeNull();
        (await shell.ExpectAsync(1, "workspaces create Again --owner ada --slug contoso --dry-run")).Error
            .Should().Contain("'contoso' is taken");
        (await shell.ExpectAsync(1, "workspaces create Again --owner ada --slug contoso --json")).Json["kind"]!.GetValue<string>()
            .Should().Be("WorkspaceConflict");
        (await shell.ExpectAsync(2, "workspaces create Again --owner ada --slug UPPER")).Out.Should().BeEmpty();
        (await shell.ExpectAsync(2, "workspaces create Again")).Error.Should().Contain("--owner");

        var version = (await host.Migrator.GetStatusAsync(Token)).TargetVersion;
        var listed = await shell.ExpectAsync(0, "workspaces list");
        listed.Out.Should().Be($"""
            slug      name         status  version
            contoso   Contoso Ltd  Active  {version}
            fabrikam  Fabrikam     Active  {version}

            """.ReplaceLineEndings("\n"));
        listed.Error.Should().Be("2 workspaces.\n");
        Slugs(await shell.ExpectAsync(0, "workspaces list --where plan=pro --where seats=25 --json")).Should().Equal("contoso");
        Slugs(await shell.ExpectAsync(0, "workspaces list --where plan=pro --where seats=3 --json")).Should().BeEmpty();
        Slugs(await shell.ExpectAsync(0, "workspaces list --name LTD --member ada --status active --json")).Should().Equal("contoso");
        (await shell.ExpectAsync(2, "workspaces list --status actve")).Error.Should().Contain("Did you mean 'active'?");
        (await shell.ExpectAsync(2, "workspaces list --where plan")).Error.Should().Contain("key=value");
        (await shell.ExpectAsync(2, "workspaces set contoso plan=pro plan=free")).Error
            .Should().Be("'plan' has two values. Write each property once.\n");
        (await shell.ExpectAsync(2, "workspaces create Again --owner ada --set a=1 --set a=2 --dry-run")).Error
            .Should().Contain("'a' has two values");

        var id = (await shell.ExpectAsync(0, "workspaces show contoso --json"))
            .Json["workspaces"]![0]!["workspace"]!["id"]!.GetValue<Guid>();
        foreach (var name in (string[])["contoso", $"{id}", $"{id:N}", WorkspaceSchema.For(id).Name])
        {
            (await shell.ExpectAsync(0, $"workspaces show {name}")).Out
                .Should().Contain($"id          {id}\n").And.Contain("owners      ada\n");
        }

        (await shell.ExpectAsync(1, "workspaces show contosso"))
            .Should().Match<Said>(s => s.Out == "" && s.Error == "There is no workspace 'contosso'. Did you mean 'contoso'?\n");
        (await shell.ExpectAsync(1, $"workspaces show {Guid.NewGuid()}")).Error.Should().Contain("workspaces list");

        (await shell.ExpectAsync(0, "workspaces rename contoso Contoso --slug contoso-gmbh --dry-run --json"))
            .Json["after"]!["slug"]!.GetValue<string>().Should().Be("contoso-gmbh");
        (await shell.ExpectAsync(0, "workspaces rename contoso \"Contoso GmbH\" --slug contoso-gmbh")).Out
            .Should().Be("        slug          name\nbefore  contoso       Contoso Ltd\nafter   contoso-gmbh  Contoso GmbH\n");
        await shell.ExpectAsync(2, "workspaces rename contoso-gmbh");
        (await shell.ExpectAsync(0, "workspaces set contoso-gmbh plan=free seats= --dry-run")).Error.Should().Be("Nothing was changed.\n");
        (await shell.ExpectAsync(0, "workspaces set contoso-gmbh plan=free seats= --json")).Json["workspace"]!["properties"]!.ToJsonString()
            .Should().Be("{\"plan\":\"free\"}");
        await shell.ExpectAsync(0, $"workspaces create Lookalike --owner eve --slug {id}");
        (await shell.ExpectAsync(0, $"workspaces show {id}")).Out.Should().Contain("contoso-gmbh", "an id is nobody's slug");
        (await host.AuditAsync(id)).Select(e => e.ActorId).Should().Contain("night-shift").And.NotContainNulls();
    }

    [Fact]
    public async Task Workspaces_are_switched_off_closed_brought_back_and_purged()
    {
        await using var host = await StartAsync(tenancy => tenancy.Configure(options => options.DeletionGrace = TimeSpan.FromDays(7)));
        var shell = new Shell(host.Services);
        var ids = new List<Guid>();
        foreach (var name in (string[])["contoso", "fabrikam", "northwind"])
        {
            ids.Add((await host.CreateWorkspaceAsync(name)).Id);
        }

        await shell.ExpectAsync(0, "workspaces set contoso plan=trial");
        await shell.ExpectAsync(0, "workspaces set fabrikam plan=trial");
        var dry = await shell.ExpectAsync(0, "workspaces suspend --where plan=trial --dry-run");
        dry.Out.Should().Be("workspace  outcome  status\ncontoso    Planned  Active\nfabrikam   Planned  Active\n");
        dry.Error.Should().Be("2 planned: nothing was changed.\n");
        var suspended = await shell.ExpectAsync(0, "workspaces suspend --where plan=trial");
        suspended.Out.Should().Be("workspace  outcome  status\ncontoso    Done     Suspended\nfabrikam   Done     Suspended\n");
        suspended.Error.Should().Be("2 done.\n");
        (await shell.ExpectAsync(2, "workspaces suspend")).Error.Should().Contain("Which workspaces?");
        (await shell.ExpectAsync(2, "workspaces suspend contoso --where plan=trial")).Error.Should().Contain("not both");
        (await shell.ExpectAsync(2, "workspaces suspend --al")).Error
            .Should().Contain("'workspaces suspend' has no option '--al'. Did you mean '--all'?");

        var partly = await shell.ExpectAsync(4, "workspaces archive contoso northwind --json");
        Outcomes(partly).Should().Equal("done", "failed");
        partly.Error.Should().Be("1 done, 1 failed.\n");
        (await shell.ExpectAsync(1, "workspaces archive northwind")).Out.Should().Contain("Failed").And.Contain("error");
        Outcomes(await shell.ExpectAsync(0, "workspaces resume contoso fabrikam --json")).Should().Equal("done", "done");
        (await shell.ExpectAsync(0, "workspaces resume contoso")).Should().Match<Said>(s =>
            s.Out.Contains("Unchanged") && s.Error == "'contoso' is Active: there was nothing to change.\n");
        var again = await shell.ExpectAsync(0, "workspaces restore contoso northwind --json");
        Outcomes(again).Should().Equal("unchanged", "unchanged");
        again.Error.Should().Be("2 unchanged.\n");

        (await shell.ExpectAsync(2, "workspaces delete contoso")).Error.Should().Contain("no terminal").And.Contain("--yes");
        (await host.GetWorkspaceAsync(ids[0])).Status.Should().Be(WorkspaceStatus.Active);
        (await new Shell(host.Services) { Reply = "n" }.ExpectAsync(2, "workspaces delete contoso")).Error
            .Should().Be("Delete 'contoso'? [y/N] Nothing was done.\n");
        await new Shell(host.Services) { Reply = "y" }.ExpectAsync(0, "workspaces delete contoso");
        await shell.ExpectAsync(0, "workspaces delete fabrikam northwind --yes");
        Slugs(await shell.ExpectAsync(0, "workspaces list --json")).Should().BeEmpty();
        Slugs(await shell.ExpectAsync(0, "workspaces list --status deleting --json")).Should().Equal("contoso", "fabrikam", "northwind");
        Outcomes(await shell.ExpectAsync(0, "workspaces restore contoso --json")).Should().Equal("done");
        (await shell.ExpectAsync(2, "workspaces purge --all")).Error.Should().Contain("Nothing brings the data back").And.Contain("--yes");
        (await shell.ExpectAsync(1, "workspaces purge contoso --yes")).Out.Should().Contain("Failed");
        (await shell.ExpectAsync(0, "workspaces purge --all --yes --json")).Json["results"]!.AsArray()
            .Select(r => r!["status"]!.GetValue<string>())
            .Should().Equal("deleted", "deleted");
        (await host.Database.ExistsAsync(WorkspaceSchema.For(ids[1]))).Should().BeFalse();
        (await shell.ExpectAsync(0, $"audit {ids[1]} --json")).Json["entries"]![0]!["action"]!.GetValue<string>()
            .Should().Be("workspace.purged");
        (await shell.ExpectAsync(1, $"workspaces show {ids[1]}")).Error.Should().Contain("deleted");
    }

    [Fact]
    public async Task What_was_not_reached_is_told_and_never_called_done()
    {
        await using var host = await StartAsync();
        foreach (var name in (string[])["contoso", "fabrikam", "northwind"])
        {
            await host.CreateWorkspaceAsync(name);
        }

        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var shell = new Shell(host.Services);
        (await shell.RunAsync("workspaces suspend contoso fabrikam --json", stop.Token))
            .Should().Match<Said>(s => s.Exit == 1 && s.Out.Contains("stopped"));

        await using var next = host.Another<SpecDbContextV2>();
        using var soon = new CancellationTokenSource();
        await using var slow = host.Another<SpecDbContextV2>(
            tenancy => tenancy.ConfigureContext((_, options) => options.UseAsyncSeeding((_, _, _) => soon.CancelAsync())));
        var stopped = await new Shell(slow.Services).RunAsync("migrations run --parallel 1 --canaries 0", soon.Token);
        stopped.Exit.Should().BeOneOf(1, 4);
        stopped.Out.Should().Contain("Skipped");
        stopped.Error.Should().Contain("not reached").And.Contain("The run was stopped.");
        await new Shell(next.Services).ExpectAsync(0, "migrations run");
        await new Shell(next.Services).ExpectAsync(0, "migrations status");
    }

    [Fact]
    public async Task Members_are_listed_added_changed_and_removed()
    {
        await using var host = await StartAsync();
        await host.CreateWorkspaceAsync("contoso");
        var shell = new Shell(host.Services);

        (await shell.ExpectAsync(0, "workspaces members list contoso")).Out.Should().StartWith("user  role   joined\nada   Owner  2");
        Roles(await shell.ExpectAsync(0, "workspaces members add contoso grace --json")).Should().Equal("ada owner", "grace member");
        (await shell.ExpectAsync(1, "workspaces members add contoso grace")).Error.Should().Contain("already");
        Roles(await shell.ExpectAsync(0, "workspaces members add contoso hugo --role admin --dry-run --json")).Should().HaveCount(2);
        Roles(await shell.ExpectAsync(0, "workspaces members set-role contoso grace owner --json"))
            .Should().Equal("ada owner", "grace owner");
        (await shell.ExpectAsync(2, "workspaces members set-role contoso grace king")).Error
            .Should().Contain("none of viewer, member, admin, owner");
        Roles(await shell.ExpectAsync(0, "workspaces members remove contoso ada --json")).Should().Equal("grace owner");
        (await shell.ExpectAsync(1, "workspaces members remove contoso grace")).Error.Should().Contain("last owner");
        (await shell.ExpectAsync(1, "workspaces members remove contoso nobody")).Error.Should().Contain("no member");

        await host.WithAsync<MasterDbContext, int>(master => master.Members.ExecuteDeleteAsync(Token));
        Slugs(await shell.ExpectAsync(0, "workspaces list --ownerless --json")).Should().Equal("contoso");
        (await shell.ExpectAsync(0, "workspaces show contoso")).Out.Should().Contain("owners   none");
        await shell.ExpectAsync(0, "workspaces members add contoso ada --role owner");
        Slugs(await shell.ExpectAsync(0, "workspaces list --ownerless --json")).Should().BeEmpty();
    }

    [Fact]
    public async Task Schemas_are_migrated_taken_back_scripted_and_verified()
    {
        await using var host = await StartAsync();
        var contoso = await host.CreateWorkspaceAsync("contoso");
        await host.CreateWorkspaceAsync("fabrikam");
        await using var next = host.Another<SpecDbContextV2>();
        var (old, shell) = (new Shell(host.Services), new Shell(next.Services));

        var status = await shell.ExpectAsync(3, "migrations status");
        status.Out.Should().Contain("behind   2\n").And.Contain("ahead    0\n");
        (await shell.ExpectAsync(3, "migrations plan --json")).Json["behind"]!.AsArray().Should().HaveCount(2);
        (await shell.ExpectAsync(0, "migrations script contoso")).Out.Should().Contain("riority");
        (await shell.ExpectAsync(0, "migrations script --json")).Json["workspaceId"].Should().BeNull();
        Outcomes(await shell.ExpectAsync(0, "migrations run --dry-run --json")).Should().Equal("planned", "planned");
        Outcomes(await shell.ExpectAsync(0, "migrations run contoso --parallel 2 --canary contoso --json")).Should().Equal("migrated");
        (await shell.ExpectAsync(2, "migrations run --parallel 1000")).Error.Should().Contain("1 to 256");
        (await shell.ExpectAsync(1, "migrations run --target Nothing")).Error.Should().Contain("Nothing");
        var run = await shell.ExpectAsync(0, "migrations run --timeout 5m --lock-timeout 10s --error-budget 1");
        run.Out.Should().StartWith("workspace  outcome   from").And.Contain("fabrikam   Migrated");
        run.Error.Should().StartWith("1 migrated, target ");
        await shell.ExpectAsync(0, "migrations status --json");
        (await old.ExpectAsync(3, "migrations run --json")).Json["results"]!.AsArray()
            .Should().OnlyContain(r => r!["outcome"]!.GetValue<string>() == "ahead");
        (await old.ExpectAsync(3, "migrations status")).Out.Should().Contain("ahead    2\n");

        var target = (await host.Migrator.GetStatusAsync(Token)).TargetVersion;
        (await shell.ExpectAsync(2, $"migrations down {target} contoso")).Error.Should().Contain("lost with its rows").And.Contain("--yes");
        (await shell.ExpectAsync(2, $"migrations down {target}")).Error.Should().Contain("Which workspaces?");
        Outcomes(await shell.ExpectAsync(0, $"migrations down {target} contoso --dry-run --json")).Should().Contain("planned");
        await shell.ExpectAsync(0, $"migrations down {target} contoso --yes");
        (await host.GetWorkspaceAsync(contoso.Id)).SchemaVersion.Should().Be(target);

        await host.WithAsync<MasterDbContext, int>(master => master.Workspaces.Where(w => w.Id == contoso.Id)
            .ExecuteUpdateAsync(
                set => set.SetProperty(w => w.SchemaVersion, "20250101000000_Old")
                    .SetProperty(w => w.SchemaFingerprint, new string('0', 64)), Token));
        (await shell.ExpectAsync(3, "migrations verify --dry-run --json")).Json["corrected"]!.AsArray()
            .Should().ContainSingle().Which!["slug"]!.GetValue<string>().Should().Be("contoso");
        (await shell.ExpectAsync(3, "migrations verify")).Out.Should().Contain("corrected").And.Contain("20250101000000_Old");
    }

    [Fact]
    public async Task A_migration_that_fails_is_named_and_the_others_are_done()
    {
        await using var host = await StartAsync();
        var broken = await host.CreateWorkspaceAsync("broken");
        await host.CreateWorkspaceAsync("contoso");
        await host.Database.ExecuteAsync(broken.Schema, $"DROP TABLE {host.Database.Table(broken.Schema, "tickets")}");
        await host.Database.ExecuteAsync(broken.Schema, $"DROP TABLE {host.Database.Table(broken.Schema, "projects")}");
        await using var next = host.Another<SpecDbContextV2>();
        var shell = new Shell(next.Services);

        var run = await shell.ExpectAsync(4, "migrations run --canaries 0 --json");
        Outcomes(run).Should().BeEquivalentTo("failed", "migrated");
        run.Json["results"]!.AsArray().Single(r => r!["slug"]!.GetValue<string>() == "broken")!["failedMigration"]!.GetValue<string>()
            .Should().NotBeEmpty();
        var status = await shell.ExpectAsync(3, "migrations status");
        status.Out.Should().Contain("failed   1\n").And.Contain("broken");
        (await shell.ExpectAsync(1, "migrations run --canary broken broken")).Error.Should().Contain("a canary failed");
        (await shell.ExpectAsync(0, "workspaces list --failed")).Out
            .Should().Contain("last error").And.Contain("broken").And.NotContain("contoso");
    }

    [Fact]
    public async Task The_doctor_finds_repairs_and_adopts()
    {
        await using var host = await StartAsync();
        var contoso = await host.CreateWorkspaceAsync("contoso");
        var lost = await host.CreateWorkspaceAsync("lost");
        var orphan = await host.CreateWorkspaceAsync("orphan");
        var shell = new Shell(host.Services);
        (await shell.ExpectAsync(0, "doctor contoso lost")).Should().Match<Said>(s => s.Out == "" && s.Error == "Nothing was found.\n");

        await host.Database.LoseAsync(lost.Schema);
        await host.WithAsync<MasterDbContext, int>(master => master.Workspaces.Where(w => w.Id == contoso.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(w => w.SchemaVersion, "20250101000000_Old"), Token));
        var found = await shell.ExpectAsync(3, "doctor contoso lost");
        found.Out.Should().StartWith("workspace  finding").And.Contain("CatalogueWrong").And.Contain("SchemaMissing");
        found.Error.Should().Contain("2 found, 2 of them to be repaired with --repair.");
        Outcomes(await shell.ExpectAsync(3, "doctor contoso lost --repair --dry-run --json"), "findings").Should().Equal("found", "found");
        Outcomes(await shell.ExpectAsync(0, "doctor contoso --repair --json"), "findings").Should().Equal("repaired");
        await shell.ExpectAsync(0, "doctor contoso --rows-only --stuck-after 1h");
        await shell.ExpectAsync(2, "doctor --stuck-after soon");

        await host.WithAsync<MasterDbContext, int>(async master =>
        {
            await master.Members.Where(m => m.WorkspaceId == orphan.Id).ExecuteDeleteAsync(Token);
            return await master.Workspaces.Where(w => w.Id == orphan.Id).ExecuteDeleteAsync(Token);
        });
        (await shell.ExpectAsync(3, "doctor --json")).Json["findings"]!.AsArray()
            .Should().Contain(
                f => f!["kind"]!.GetValue<string>() == "schemaUnowned" && f["schema"]!.GetValue<string>() == orphan.Schema.Name);
        (await shell.ExpectAsync(2, "workspaces adopt nonsense Found --owner ada")).Error.Should().Contain("no workspace's schema");
        (await shell.ExpectAsync(0, $"workspaces adopt {orphan.Schema} Found --owner ada --json"))
            .Json["workspace"]!["slug"]!.GetValue<string>().Should().Be("found");
    }

    [Fact]
    public async Task Spares_are_counted_and_who_did_what_is_shown()
    {
        await using var host = await StartAsync(tenancy => tenancy.Configure(options => options.SpareWorkspaces = 2));
        await host.CreateWorkspaceAsync("contoso");
        var shell = new Shell(host.Services);

        (await shell.ExpectAsync(3, "spares")).Out
            .Should().Be("wanted              2\nready               0\nof another version  0\nunfinished          0\n");
        await shell.ExpectAsync(3, "spares --json");
        await shell.ExpectAsync(0, "workspaces suspend contoso --actor grace");
        var page = await shell.ExpectAsync(0, "audit contoso --take 1 --json");
        page.Json["entries"]![0]!["actorId"]!.GetValue<string>().Should().Be("grace");
        var rest = await shell.ExpectAsync(0, $"audit contoso --before {page.Json["next"]}");
        rest.Out.Should().StartWith("time").And.Contain("workspace.created").And.NotContain("workspace.suspended");
        (await shell.ExpectAsync(0, "audit --take 1")).Out.Should().Contain("workspace.suspended");
        await shell.ExpectAsync(2, "audit contoso --before nonsense");
        await shell.ExpectAsync(2, "audit --take 0");
    }

    [Fact]
    public async Task Sql_gives_each_row_with_its_workspace_and_changes_nothing_unless_told()
    {
        await using var host = await StartAsync();
        foreach (var name in (string[])["contoso", "fabrikam"])
        {
            await using var lease = await host.RentAsync(await host.CreateWorkspaceAsync(name));
            lease.Context.Add(new WorkspaceAgent { Name = $"Agent of {name}", Kind = "test" });
            await lease.Context.SaveChangesAsync(Token);
        }

        await host.CreateWorkspaceAsync("northwind");
        var shell = new Shell(host.Services);
        await shell.ExpectAsync(0, "workspaces suspend northwind");

        var read = await shell.ExpectAsync(0, "sql \"SELECT name, kind FROM {workspace_agents}\" contoso fabrikam");
        read.Out.Should().Be(
            "workspace  name               kind\ncontoso    Agent of contoso   test\nfabrikam   Agent of fabrikam  test\n");
        read.Error.Should().Be("2 rows of 2 of 2 workspaces.\n");
        var all = await shell.ExpectAsync(4, "sql \"SELECT count(*) AS n FROM {workspace_agents}\" --all --json");
        all.Json["rows"]!.AsArray().Select(r => r!["values"]!["n"]!.GetValue<int>()).Should().Equal(1, 1);
        all.Json["notReached"]!.AsArray().Should().ContainSingle().Which!["reason"]!.GetValue<string>().Should().Contain("Suspended");

        (await shell.ExpectAsync(1, "sql \"DELETE FROM {workspace_agents}\" contoso")).Error.Should().Contain("contoso: ");
        (await shell.ExpectAsync(1, "sql \"SELECT 1 FROM {workspace_nothing}\" contoso --json")).Json["failed"]!.AsArray()
            .Should().ContainSingle();
        (await shell.ExpectAsync(2, "sql \"DELETE FROM {workspace_agents}\" contoso --write")).Error.Should().Contain("--yes");
        (await shell.ExpectAsync(0, "sql \"DELETE FROM {workspace_agents}\" contoso --write --dry-run")).Out.Should().Contain("affected");
        (await shell.ExpectAsync(0, "sql \"SELECT count(*) AS n FROM {workspace_agents}\" contoso")).Out
            .Should().Be("workspace  n\ncontoso    1\n");
        (await shell.ExpectAsync(0, "sql \"SELECT count(*) FROM {workspace_agents}\" contoso")).Out.Should().NotContain("ws_");
        await shell.ExpectAsync(1, "sql \"COMMIT; SELECT 1 AS n\" contoso");
        if (Server.Engine is "sqlite" or "postgresql")
        {
            var infinite = Server.Engine == "sqlite" ? "9e999" : "'Infinity'::float8";
            (await shell.ExpectAsync(0, $"sql \"SELECT {infinite} AS n\" contoso --json"))
                .Json["rows"]![0]!["values"]!["n"]!.GetValue<string>().Should().Be("Infinity");
        }

        (await shell.ExpectAsync(2, "sql \"  \" contoso")).Error.Should().Contain("The SQL is blank.");
        (await shell.ExpectAsync(2, "sql \"SELECT 1\" contoso --limit 0")).Error.Should().Contain("--limit is 1 or more");
        await shell.ExpectAsync(0, "sql \"DELETE FROM {workspace_agents}\" contoso --write --yes");
        (await shell.ExpectAsync(0, "sql \"SELECT count(*) AS n FROM {workspace_agents}\" contoso")).Out
            .Should().Be("workspace  n\ncontoso    0\n");
        (await shell.ExpectAsync(0, "audit contoso --take 1")).Out.Should().Contain("workspace.sql_run").And.Contain("DELETE FROM");

        var other = (await host.CreateWorkspaceAsync("tailspin")).Schema;
        (await shell.ExpectAsync(1, $"sql \"SELECT * FROM {other}.workspace_agents\" contoso")).Error.Should().Contain(other.Name);
        await shell.ExpectAsync(2, "sql \"SELECT 1\"");
        await using var lease2 = await host.RentAsync(await host.GetWorkspaceAsync(other.WorkspaceId));
        lease2.Context.Add(new WorkspaceAgent { Name = "After", Kind = "test" });
        await lease2.Context.SaveChangesAsync(Token);
    }

    [Fact]
    public async Task The_audit_log_is_followed_until_somebody_stops_it()
    {
        await using var host = await StartAsync();
        var contoso = await host.CreateWorkspaceAsync("contoso");
        await host.CreateWorkspaceAsync("fabrikam");
        var shell = new Shell(host.Services);
        await shell.ExpectAsync(0, "workspaces rename contoso Contoso --actor ada");
        using var stop = new CancellationTokenSource();
        using var output = new StopAtWriter("workspace.renamed", stop);

        (await new CommandLineRun(host.Services, new Terminal { Out = output, Error = TextWriter.Null }).RunAsync(
            ["audit", $"{contoso.Id}", "--follow"], stop.Token))
            .Should().Be(0);

        var lines = output.ToString().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[^1].Should().Contain("Z  contoso  ada  workspace.renamed");
        lines.Should().HaveCountGreaterThan(1).And.OnlyContain(l => l.Contains("  contoso  ") && !l.Contains("fabrikam"));
        (await shell.ExpectAsync(2, "audit --follow --json")).Error.Should().Contain("leave --json");
    }

    [Fact]
    public async Task A_host_that_is_not_migrated_gets_one_sentence()
    {
        await using var host = TestHost.Create<SpecDbContext>(Server.CreateDatabase(), null, Mode);
        var shell = new Shell(host.Services);

        var said = await shell.ExpectAsync(1, "workspaces list");
        said.Out.Should().BeEmpty();
        said.Error.Trim().Should().NotContain("\n").And.NotContain("   at ");
        (await shell.ExpectAsync(1, "migrations status --json")).Json["kind"]!.GetValue<string>().Should().Be("MasterUnavailable");
        await shell.ExpectAsync(0, "migrations run");
        await shell.ExpectAsync(0, "workspaces list");
    }

    [Fact]
    public async Task A_verb_that_is_mistyped_gets_a_suggestion()
    {
        await using var host = TestHost.Create<SpecDbContext>(Server.CreateDatabase(), null, Mode);
        var shell = new Shell(host.Services);

        (await shell.ExpectAsync(2, "workspaces lsit")).Error
            .Should().Be("'workspaces' has no verb 'lsit'. Did you mean 'list'? See 'workspaces --help'.\n");
        (await shell.ExpectAsync(2, "migration status")).Error.Should().Contain("Did you mean 'migrations'?");
        (await shell.ExpectAsync(2, "workspaces list --josn")).Error.Should().Contain("Did you mean '--json'?");
        (await shell.ExpectAsync(2, "workspaces")).Error.Should().Contain("Verbs in this group:");
        (await shell.ExpectAsync(0, "workspaces delete --help")).Out.Should().Contain("Asks").And.Contain("workspaces delete contoso");
        (await shell.ExpectAsync(0, "completion bash --program shop")).Out.Should().Contain("complete -F _shop shop");
        await shell.ExpectAsync(0, "completion zsh --json");
        (await shell.ExpectAsync(2, "completion fish")).Error.Should().NotContain("\t");
        (await shell.ExpectAsync(2, "migrations run --parallel many")).Error.Should().StartWith("'many' is no value of --parallel.");
        (await shell.ExpectAsync(2, "workspaces create X --owner ada --id nope")).Error.Should().NotContain("System.");
    }

    [Fact]
    public async Task A_workspace_goes_into_a_file_and_comes_back()
    {
        await using var host = await StartAsync();
        var contoso = await host.CreateWorkspaceAsync("contoso");
        await WriteAgentAsync(host, contoso, "First");
        var shell = new Shell(host.Services);
        var folder = Directory.CreateTempSubdirectory("pmassist-files-");
        try
        {
            var (file, before, key) = (
                Path.Combine(folder.FullName, "contoso.zip"), Path.Combine(folder.FullName, "before.zip"),
                Path.Combine(folder.FullName, "key"));
            await File.WriteAllBytesAsync(key, Enumerable.Range(0, 32).Select(i => (byte)i).ToArray(), Token);

            (await shell.ExpectAsync(0, $"workspaces export contoso {file} --members --audit --key-file {key} --json"))
                .Json["rows"]!.GetValue<int>().Should().Be(1);
            (await shell.ExpectAsync(2, $"workspaces export contoso {file}")).Error.Should().Contain("already");
            (await shell.ExpectAsync(1, $"workspaces export contoso {before} --table nothing")).Error.Should().Contain("nothing");
            folder.GetFiles().Select(f => f.Name).Should().BeEquivalentTo(["contoso.zip", "key"], "what fails leaves no file");
            (await shell.ExpectAsync(0, $"workspaces compare contoso {file} --key-file {key}")).Out.Should().Contain("only in the file");

            await WriteAgentAsync(host, contoso, "Second");
            (await shell.ExpectAsync(3, $"workspaces compare contoso {file} --key-file {key} --keys 1 --json"))
                .Json["isEqual"]!.GetValue<bool>().Should().BeFalse();
            (await shell.ExpectAsync(2, $"workspaces restore contoso --from {file} --key-file {key} --discard-previous")).Error
                .Should().Contain("--yes");
            (await shell.ExpectAsync(2, $"workspaces restore contoso --previous {before}")).Error.Should().Contain("Without --from");
            await host.CreateWorkspaceAsync("fabrikam");
            (await shell.ExpectAsync(2, $"workspaces restore contoso fabrikam --from {file} --previous {before} --yes")).Error
                .Should().Contain("one by one");
            (await shell.ExpectAsync(2, $"workspaces restore contoso --from {file} --previous {file} --yes")).Error
                .Should().Contain("already");
            (await shell.ExpectAsync(2, "workspaces restore contoso --from nowhere.zip --discard-previous --yes")).Error
                .Should().Contain("no file");
            (await shell.ExpectAsync(2, $"workspaces restore contoso --from {file} --key-file {key} --yes")).Error
                .Should().Contain("--discard-previous");
            var back = $"workspaces copy-back contoso {file} --key-file {key} --table workspace_agents";
            await host.WithAsync<IWorkspaceFleet, WorkspaceVisitReport>(f => f.VisitAsync(
                (_, services, token) => services.GetRequiredService<WorkspaceDbContext>().Agents.ExecuteDeleteAsync(token),
                cancellationToken: Token));
            (await shell.ExpectAsync(0, $"{back} --dry-run --json")).Json["inserted"]!.GetValue<long>().Should().Be(1);
            (await shell.ExpectAsync(2, back)).Error.Should().Contain("--yes");
            (await shell.ExpectAsync(1, $"{back} --row none --yes")).Error.Should().Contain("none");
            (await shell.ExpectAsync(2, $"{back}x --dry-run")).Error.Should().Contain("has no table");
            (await shell.ExpectAsync(2, $"{back} --table other --row 1 --yes")).Error.Should().Contain("one --table");
            (await shell.ExpectAsync(0, $"{back} --yes --json")).Json["inserted"]!.GetValue<long>().Should().Be(1);
            (await shell.ExpectAsync(0, $"{back} --dry-run --json")).Json["inserted"]!.GetValue<long>().Should().Be(0);
            await shell.ExpectAsync(0, $"workspaces compare contoso {file} --key-file {key}");
            await WriteAgentAsync(host, contoso, "Second");
            Outcomes(
                await shell.ExpectAsync(
                    0,
                    $"workspaces restore contoso --from {file} --key-file {key} --previous {before} --yes --json")).Should().Equal("done");
            await shell.ExpectAsync(0, $"workspaces compare contoso {file} --key-file {key}");
            await shell.ExpectAsync(3, $"workspaces compare {before} {file} --key-file {key}");

            (await shell.ExpectAsync(1, $"workspaces import {file} --owner ada --dry-run --json")).Json["kind"]!.GetValue<string>()
                .Should().Be("ExportFile");
            (await shell.ExpectAsync(0, $"workspaces import {file} --dry-run --key-file {key}")).Error
                .Should().Be("The file is whole: 1 rows. Nothing was created.\n");
            (await shell.ExpectAsync(0, $"workspaces import {file} --slug back --members --key-file {key} --json"))
                .Json["workspace"]!["slug"]!.GetValue<string>().Should().Be("back");
            (await shell.ExpectAsync(0, "workspaces clone contoso \"A copy\" --owner grace --slug copy")).Out
                .Should().Contain("slug     copy\n");
            (await shell.ExpectAsync(0, "workspaces clone contoso \"A copy\" --owner grace --slug other --dry-run --json"))
                .Json["workspace"].Should().BeNull();
            await shell.ExpectAsync(2, $"workspaces import {before}x");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Integrations_of_a_workspace_are_listed_added_changed_and_removed()
    {
        await using var host = await StartAsync();
        await host.CreateWorkspaceAsync("contoso");
        var shell = new Shell(host.Services);

        (await shell.ExpectAsync(0, "workspaces integrations add contoso github contoso/crm \"The CRM\" --dry-run --json"))
            .Json["integrations"]!.AsArray().Should().BeEmpty();
        var added = (await shell.ExpectAsync(0, "workspaces integrations add contoso github contoso/crm \"The CRM\" --json"))
            .Json["integrations"]![0]!;
        var id = added["id"]!.GetValue<Guid>();
        added["status"]!.GetValue<string>().Should().Be("active");
        (await shell.ExpectAsync(1, "workspaces integrations add contoso github contoso/crm Again")).Error.Should().Contain("contoso/crm");
        (await shell.ExpectAsync(0, $"workspaces integrations set contoso {id} --status disabled --name CRM --json"))
            .Json["integrations"]![0]!["displayName"]!.GetValue<string>().Should().Be("CRM");
        (await shell.ExpectAsync(2, $"workspaces integrations set contoso {id} --status of")).Error
            .Should().Contain("none of disabled, active, error");
        (await shell.ExpectAsync(1, $"workspaces integrations set contoso {Guid.NewGuid()} --name x")).Error
            .Should().Contain("integration");
        var listed = (await shell.ExpectAsync(0, "workspaces integrations list contoso --provider github")).Out;
        listed.Should().StartWith("id").And.Contain("contoso/crm").And.Contain("Disabled");
        (await shell.ExpectAsync(0, "workspaces integrations list contoso --provider jira --json")).Json["integrations"]!.AsArray()
            .Should().BeEmpty();
        (await shell.ExpectAsync(2, $"workspaces integrations remove contoso {id}")).Error.Should().Contain("--yes");
        (await shell.ExpectAsync(0, $"workspaces integrations remove contoso {id} --yes --json")).Json["integrations"]!.AsArray()
            .Should().BeEmpty();
        (await shell.ExpectAsync(1, $"workspaces integrations remove contoso {id} --yes")).Error.Should().Contain("has no integration");
    }

    private static async Task WriteAgentAsync(TestHost host, Workspace workspace, string name)
    {
        await using var lease = await host.RentAsync(workspace);
        lease.Context.Add(new WorkspaceAgent { Name = name, Kind = "test" });
        await lease.Context.SaveChangesAsync(Token);
    }

    private static IEnumerable<string> Slugs(Said said) => said.Json["workspaces"]!.AsArray().Select(w => w!["slug"]!.GetValue<string>());

    private static IEnumerable<string> Outcomes(Said said, string list = "results")
        => said.Json[list]!.AsArray().Select(r => r!["outcome"]!.GetValue<string>());

    private static IEnumerable<string> Roles(Said said) => said.Json["members"]!.AsArray().Select(m => $"{m!["userId"]} {m["role"]}");
}
