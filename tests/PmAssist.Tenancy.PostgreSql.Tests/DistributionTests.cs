using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>What a host with <c>DistributeSchemas()</c> sends, and what it refuses.</summary>
public sealed class DistributionTests(PostgreSqlServer server, FakeCitus citus) : Specification(citus), IClassFixture<FakeCitus>
{
    private const string Setting = "citus.enable_schema_based_sharding";

    [Fact]
    public async Task The_setting_is_on_where_a_workspace_is_made_off_for_the_master_and_gone_afterward()
    {
        var seen = new List<string>();
        var one = new NpgsqlConnectionStringBuilder(citus.ConnectionString) { ApplicationName = "one", NoResetOnClose = true }
            .ConnectionString;
        await using var database = new PostgreSqlDatabase(one, isTemporary: true, tenancy => tenancy.UseNpgsql(one).DistributeSchemas());
        await using var host = await TestHost.StartAsync(database, tenancy => tenancy
            .OnMasterMigrated(async (context, token) => seen.Add("master " + await SettingAsync(context, token)))
            .OnSchemaCreated(async (context, token) => seen.Add("workspace " + await SettingAsync(context, token))));
        var workspace = await host.CreateWorkspaceAsync();

        seen.Should().Equal("master off", "workspace on");
        await using (var next = host.Another<SpecDbContextV2>())
        {
            (await next.Migrator.RunAsync(cancellationToken: Token)).Succeeded.Should().BeTrue();
        }

        // The same server process, which a pooler would give to anybody.
        await using var lease = await host.RentAsync(workspace);
        (await SettingAsync(lease.Context, Token)).Should().BeEmpty();
        (await LocalTablesAsync(workspace)).Should().BeEmpty("a table follows its schema, in a migration too");
        (await citus.Plain().QueryAsync<long>(
            $"SELECT count(*) FROM pg_dist_schema d JOIN pg_namespace n ON n.oid = d.schemaid WHERE n.nspname = '{database.MasterSchema}'"))
            .Should().Be(0);
    }

    [Fact]
    public async Task Only_the_sessions_that_create_a_schema_send_the_setting()
    {
        using var log = new LogRecorder();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Information));
        await using var source = new NpgsqlDataSourceBuilder(citus.ConnectionString).UseLoggerFactory(loggers).Build();
        await using var database = new PostgreSqlDatabase(
            citus.ConnectionString, isTemporary: true, tenancy => tenancy.UseNpgsql(source).DistributeSchemas());
        await using var host = await TestHost.StartAsync(database);
        Sent().Should().Equal("off");

        var workspace = await host.CreateWorkspaceAsync();
        Sent().Should().Equal("off", "on");

        await using (var next = host.Another<SpecDbContextV2>())
        {
            await next.Migrator.RunAsync(cancellationToken: Token);
        }

        await host.WithAsync<IWorkspaceService, bool>(async workspaces =>
        {
            await workspaces.DeleteAsync(workspace.Id, cancellationToken: Token);
            return true;
        });
        Sent().Should().Equal(["off", "on"], "migrating and dropping need nothing");
        log.Entries.Should().NotContain(
            e => e.Message.Contains("CREATE SCHEMA IF NOT EXISTS", StringComparison.Ordinal),
            "a local schema would become half distributed");

        // The first statement of the transaction, in the round trip of the lock; sent once more where a history is not there yet.
        List<string> Sent()
        {
            log.Entries.Should().Contain(e => e.Message.Contains("SET LOCAL", StringComparison.Ordinal));
            return
            [
                .. log.Entries.Select(e => Regex.Match(e.Message, $@"\[SET LOCAL {Setting} TO (\w+), SELECT pg_try_advisory_xact_lock\("))
                    .Where(m => m.Success).Select(m => m.Groups[1].Value).Distinct(),
            ];
        }
    }

    [Fact]
    public async Task Without_the_option_nothing_of_Citus_is_sent()
    {
        using var log = new LogRecorder();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Information));
        await using var source = new NpgsqlDataSourceBuilder(server.ConnectionString).UseLoggerFactory(loggers).Build();
        await using var host = await TestHost.StartAsync(new PostgreSqlDatabase(server, tenancy => tenancy.UseNpgsql(source)));
        (await host.ExamineAsync(await host.CreateWorkspaceAsync())).Should().BeEmpty();

        log.Entries.Should().NotBeEmpty().And.NotContain(
            e => e.Message.Contains("citus", StringComparison.OrdinalIgnoreCase)
                || e.Message.Contains("pg_dist", StringComparison.Ordinal));
        host.Services.GetService<IWorkspacePlaces>().Should().BeNull();
    }

    [Fact]
    public async Task A_server_without_Citus_is_refused_before_anything_is_created()
    {
        await using var database = new PostgreSqlDatabase(
            server, tenancy => tenancy.UseNpgsql(server.ConnectionString).DistributeSchemas());
        await using var host = TestHost.Create<SpecDbContext>(database, configure: null);

        (await FluentActions.Awaiting(() => host.Migrator.MigrateMasterAsync(cancellationToken: Token))
            .Should().ThrowAsync<DistributionException>())
            .WithMessage("*no extension citus*CREATE EXTENSION citus*Nothing was changed*").Which.Script
            .Should().Be("CREATE EXTENSION citus");

        (await database.QueryAsync<long>($"SELECT count(*) FROM pg_namespace WHERE nspname = '{database.MasterSchema}'")).Should().Be(0);
    }

    [Fact]
    public async Task An_option_that_comes_to_a_server_without_Citus_makes_no_workspace()
    {
        await using var host = await TestHost.StartAsync(new PostgreSqlDatabase(server));
        await using var other = TestHost.Create<SpecDbContext>(
            new PostgreSqlDatabase(server, tenancy => tenancy.UseNpgsql(server.ConnectionString).DistributeSchemas()),
            tenancy => tenancy.Configure(options => options.MasterSchema = host.Database.MasterSchema));
        var id = Guid.NewGuid();

        await FluentActions.Awaiting(() => other.CreateWorkspaceAsync("Acme", id)).Should().ThrowAsync<DistributionException>();

        (await host.Database.ExistsAsync(WorkspaceSchema.For(id))).Should().BeFalse();
        (await host.CreateWorkspaceAsync("Acme", id)).Status.Should().Be(WorkspaceStatus.Active, "the same call completes it where it can");
    }

    [Theory]
    [InlineData("UPDATE pg_extension SET extversion = '11.3-2'", "UPDATE pg_extension SET extversion = '13.2-2'",
        "*11.3*12.0*ALTER EXTENSION citus UPDATE*")]
    [InlineData("UPDATE node_facts SET is_coordinator = false", "UPDATE node_facts SET is_coordinator = true",
        "*worker*schemaChangeConnectionString*")]
    [InlineData("ALTER FUNCTION citus_is_coordinator RENAME TO away", "ALTER FUNCTION away RENAME TO citus_is_coordinator",
        "*Citus does not answer*citus_is_coordinator*")]
    public async Task What_the_cluster_lacks_is_refused_when_the_host_starts(string change, string back, string message)
    {
        await using var host = await TestHost.StartAsync(citus.CreateDatabase());
        await using var changed = await citus.WithAsync(change, back);
        await using var starting = host.Another();

        await FluentActions.Awaiting(() => StartingAsync(starting)).Should().ThrowAsync<DistributionException>().WithMessage(message);
        await FluentActions.Awaiting(() => starting.CreateWorkspaceAsync())
            .Should().ThrowAsync<DistributionException>().WithMessage(message);
        await FluentActions.Awaiting(
            () => starting.Services.GetRequiredService<IWorkspacePlaces>().ListAsync(Token).ToListAsync(Token).AsTask())
            .Should().ThrowAsync<DistributionException>().WithMessage(message);
    }

    [Fact]
    public async Task One_server_that_knows_of_no_node_is_a_cluster_too()
    {
        await using var host = await TestHost.StartAsync(citus.CreateDatabase());
        await using var changed = await citus.WithAsync(
            "UPDATE node_facts SET is_coordinator = false; CREATE TABLE away AS SELECT * FROM pg_dist_node; DELETE FROM pg_dist_node",
            "UPDATE node_facts SET is_coordinator = true; INSERT INTO pg_dist_node SELECT * FROM away; DROP TABLE away");
        await using var starting = host.Another();

        await StartingAsync(starting);

        (await starting.CreateWorkspaceAsync()).Status.Should().Be(WorkspaceStatus.Active);
        await using var worker = await citus.WithAsync("UPDATE pg_dist_local_group SET groupid = 1", "UPDATE pg_dist_local_group SET groupid = 0");
        await using var other = host.Another();
        await FluentActions.Awaiting(() => StartingAsync(other)).Should().ThrowAsync<DistributionException>().WithMessage("*worker*");
    }

    [Fact]
    public async Task A_default_of_the_database_is_refused_with_what_takes_it_back()
    {
        var name = new NpgsqlConnectionStringBuilder(citus.ConnectionString).Database;
        await using var host = await TestHost.StartAsync(citus.CreateDatabase());
        await using var changed = await citus.WithAsync(
            $"ALTER DATABASE {name} SET {Setting} = on", $"ALTER DATABASE {name} RESET {Setting}");
        var fresh = Fresh("default");
        await using var starting = TestHost.Create<SpecDbContext>(
            new PostgreSqlDatabase(fresh, isTemporary: true, tenancy => tenancy.UseNpgsql(fresh).DistributeSchemas()),
            tenancy => tenancy.Configure(options => options.MasterSchema = host.Database.MasterSchema));

        var thrown = await FluentActions.Awaiting(() => StartingAsync(starting)).Should().ThrowAsync<DistributionException>();

        thrown.WithMessage("*on by default*").Which.Script.Should().Be($"ALTER DATABASE {name} RESET {Setting}");
    }

    [Fact]
    public async Task A_default_of_the_connection_string_is_refused()
    {
        var fresh = new NpgsqlConnectionStringBuilder(citus.ConnectionString) { Options = $"-c {Setting}=on" }.ConnectionString;
        await using var host = TestHost.Create<SpecDbContext>(
            new PostgreSqlDatabase(fresh, isTemporary: true, tenancy => tenancy.UseNpgsql(fresh).DistributeSchemas()), configure: null);

        (await FluentActions.Awaiting(() => host.Migrator.MigrateMasterAsync(cancellationToken: Token))
            .Should().ThrowAsync<DistributionException>())
            .WithMessage("*Options in the connection string*").Which.Script.Should().BeNull();
    }

    [Fact]
    public async Task A_master_that_is_distributed_is_refused_with_what_brings_it_back()
    {
        await using var host = await TestHost.StartAsync(citus.CreateDatabase());
        var master = host.Database.MasterSchema;
        await citus.Plain().ExecuteAsync($"SELECT citus_schema_distribute('{master}')");

        (await FluentActions.Awaiting(() => StartingAsync(host)).Should().ThrowAsync<DistributionException>())
            .Which.Script.Should().Be($"SELECT citus_schema_undistribute('{master}')");
        await FluentActions.Awaiting(() => host.Migrator.MigrateMasterAsync(cancellationToken: Token))
            .Should().ThrowAsync<DistributionException>();
    }

    [Fact]
    public async Task A_host_starts_without_its_database()
    {
        var nowhere = new NpgsqlConnectionStringBuilder(citus.ConnectionString) { Port = 1, Timeout = 2 }.ConnectionString;
        await using var host = TestHost.Create<SpecDbContext>(
            new PostgreSqlDatabase(nowhere, isTemporary: true, tenancy => tenancy.UseNpgsql(nowhere).DistributeSchemas()), configure: null);

        await StartingAsync(host);

        host.Log.Entries.Should().Contain(e => e.Event.Name == "StartupCheckSkipped");
    }

    [Fact]
    public async Task The_masters_tables_are_made_known_to_all_nodes_where_that_is_chosen()
    {
        await using var host = await TestHost.StartAsync(citus.Create(tenancy => tenancy.DistributeSchemas()));
        var master = host.Database.MasterSchema;
        (await CallsAsync($"manage {master}.")).Should().BeEmpty();

        await using var everywhere = host.Another(tenancy => tenancy.DistributeSchemas(masterOnAllNodes: true));
        await using (await citus.WithAsync("UPDATE pg_dist_node SET groupid = 9 WHERE groupid = 0", "UPDATE pg_dist_node SET groupid = 0 WHERE groupid = 9"))
        {
            await FluentActions.Awaiting(() => everywhere.Migrator.MigrateMasterAsync(cancellationToken: Token)).Should()
                .ThrowAsync<DistributionException>().WithMessage("*citus_set_coordinator_host*");
        }

        await everywhere.Migrator.MigrateMasterAsync(cancellationToken: Token);
        await everywhere.Migrator.MigrateMasterAsync(cancellationToken: Token);

        (await CallsAsync($"manage {master}.")).Should().BeEquivalentTo(
            new[] { "Workspace", "WorkspaceMember", "AuditLog", "__EFMigrationsHistory" }.Select(t => $"manage {master}.\"{t}\" t"),
            "each once, also in a master that was there before");
    }

    [Fact]
    public async Task What_Citus_is_busy_with_is_repeated_and_then_told()
    {
        await using var host = await TestHost.StartAsync(citus.CreateDatabase());
        var (soon, late) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        await using var busy = await citus.WithAsync(
            $"INSERT INTO busy VALUES ('{soon.Schema}'::regnamespace, 2), ('{late.Schema}'::regnamespace, 1000)", "DELETE FROM busy");
        await using var next = host.Another<SpecDbContextV2>(tenancy => tenancy.Configure(o => o.LockTimeout = TimeSpan.FromSeconds(1)));

        var report = await next.Migrator.RunAsync(cancellationToken: Token);

        var results = report.Results.ToDictionary(r => r.WorkspaceId);
        results[late.Id].Error.Should().BeOfType<SchemaLockedException>()
            .Which.InnerException!.ToString().Should().Contain("could not acquire the lock required to");
        (await host.GetWorkspaceAsync(late.Id)).LastError.Should().BeNull("nothing is wrong with it");
        await citus.Plain().ExecuteAsync("DELETE FROM busy");
        (await next.Migrator.RunAsync(cancellationToken: Token)).Succeeded.Should().BeTrue();
        (await LocalTablesAsync(soon)).Should().BeEmpty();
        (await next.ExamineAsync(soon, late)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_cutover_is_refused_with_the_way_that_works()
    {
        await using var host = await TestHost.StartAsync(citus.CreateDatabase());
        var cutover = host.Services.GetRequiredService<IWorkspaceCutover>();
        var description = new CutoverDescription();

        foreach (var step in (Func<Task>[])
            [
                () => cutover.DiscoverAsync(cancellationToken: Token),
                () => cutover.PlanAsync(description, Token),
                () => cutover.RunAsync(description, cancellationToken: Token),
            ])
        {
            await FluentActions.Awaiting(step).Should().ThrowAsync<CutoverException>()
                .WithMessage("*without DistributeSchemas()*IWorkspacePlaces.DistributeAsync*Nothing was changed*");
        }

        (await cutover.GetPhaseAsync(Token)).Should().Be(CutoverPhase.None);
    }

    [Fact]
    public void The_option_is_PostgreSqls()
    {
        var services = new ServiceCollection();
        FluentActions.Invoking(() => services.AddPmAssistTenancy(tenancy => tenancy.DistributeSchemas().UseNpgsql("Host=nowhere")))
            .Should().Throw<InvalidOperationException>().WithMessage("*Call UseNpgsql before it*");
    }

    private static async Task<string> SettingAsync(DbContext context, CancellationToken token)
        => await context.Database.SqlQueryRaw<string>($"SELECT coalesce(current_setting('{Setting}', true), '') AS \"Value\"")
            .SingleAsync(token);

    private static async Task StartingAsync(TestHost host)
    {
        foreach (var service in host.Services.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
        {
            await service.StartingAsync(Token);
        }
    }

    private string Fresh(string name)
        => new NpgsqlConnectionStringBuilder(citus.ConnectionString) { ApplicationName = $"{name} {Guid.NewGuid():N}" }.ConnectionString;

    private Task<IReadOnlyList<string>> LocalTablesAsync(Workspace workspace)
        => citus.Plain().ReadAsync(
            $"SELECT relname::text FROM pg_class c WHERE relnamespace = '{workspace.Schema}'::regnamespace AND relkind = 'r' "
            + "AND NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = c.oid)");

    private Task<IReadOnlyList<string>> CallsAsync(string prefix)
        => citus.Plain().ReadAsync($"SELECT text FROM calls WHERE text LIKE '{prefix}%' ORDER BY number");
}
