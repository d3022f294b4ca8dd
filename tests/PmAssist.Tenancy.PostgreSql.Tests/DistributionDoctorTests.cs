using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>What the doctor finds of a cluster.</summary>
public sealed class DistributionDoctorTests(FakeCitus citus) : Specification(citus), IClassFixture<FakeCitus>
{
    [Fact]
    public async Task A_workspace_that_is_not_distributed_is_found_and_distributed()
    {
        await using var host = await TestHost.StartAsync(citus.Create());
        var (local, other) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        await using var distributing = host.Another(tenancy => tenancy.DistributeSchemas());
        (await distributing.ExamineAsync(await distributing.CreateWorkspaceAsync())).Should().BeEmpty();

        var finding = (await distributing.ExamineAsync(local)).Should().ContainSingle().Subject;

        (finding.Kind, finding.ObjectKind, finding.ObjectName).Should().Be(
            (WorkspaceFindingKind.ObjectNotInEffect, SchemaObjectKind.Schema, local.Schema.Name));
        (finding.Actual, finding.IsSafe).Should().Be(("SCHEMA (not distributed)", true));
        (await RepairAsync(distributing, finding)).Should().BeTrue();
        (await distributing.ExamineAsync(local)).Should().BeEmpty();
        (await distributing.ExamineAsync(other)).Should().ContainSingle();
        (await host.ExamineAsync(local, other)).Should().BeEmpty("a host without the option does not look");
    }

    [Fact]
    public async Task A_local_table_in_a_distributed_schema_is_found_and_healed_with_its_rows_and_keys()
    {
        await using var host = await TestHost.StartAsync(citus.CreateDatabase());
        await using var next = host.Another<SpecDbContextV2>();
        var workspace = await next.CreateWorkspaceAsync();
        var (name, table) = ($"\"{workspace.Schema}\"", "labels");
        var healthy = await host.Database.DescribeAsync(workspace.Schema);
        await host.Database.ExecuteAsync($"""
            DROP TABLE {name}.labels;
            DO $$ BEGIN
                CREATE TABLE {name}.labels ("Id" uuid NOT NULL, "Text" character varying(50) NOT NULL, CONSTRAINT "PK_labels" PRIMARY KEY ("Id"));
                CREATE INDEX "IX_labels_Text" ON {name}.labels ("Text");
            END $$;
            INSERT INTO {name}.labels VALUES ('{workspace.Id}', 'kept');
            """);

        var finding = (await next.ExamineAsync(workspace)).Should().ContainSingle().Subject;

        (finding.Kind, finding.ObjectName, finding.IsSafe).Should().Be((WorkspaceFindingKind.ObjectNotInEffect, table, true));
        finding.Actual.Should().Contain("local, in a distributed schema");
        (await RepairAsync(next, finding)).Should().BeTrue();
        (await next.ExamineAsync(workspace)).Should().BeEmpty();
        (await host.Database.DescribeAsync(workspace.Schema)).Should().Equal(healthy);
        (await citus.Plain().ReadAsync($"SELECT \"Text\" FROM {name}.labels")).Should().Equal("kept");
        (await citus.Plain().QueryAsync<long>("SELECT count(*) FROM pg_namespace WHERE nspname = 'pmassist_mending'")).Should().Be(0);
    }

    [Fact]
    public async Task The_foreign_keys_of_a_local_table_come_back()
    {
        await using var host = await TestHost.StartAsync(citus.CreateDatabase());
        var workspace = await host.CreateWorkspaceAsync();
        var keys = await KeysAsync(workspace);
        keys.Should().NotBeEmpty("else nothing is shown");
        await citus.Plain().ExecuteAsync($"DELETE FROM pg_dist_partition WHERE logicalrelid IN "
            + $"(SELECT unnest(ARRAY[conrelid, confrelid]) FROM pg_constraint WHERE contype = 'f' AND connamespace = '{workspace.Schema}'::regnamespace)");

        var findings = await host.ExamineAsync(workspace);

        findings.Should().HaveCountGreaterThan(1, "tables that refer to each other are mended together").And.OnlyContain(f => f.Script == findings[0].Script);
        findings[0].Script.Should().Contain("DROP CONSTRAINT").And.Contain("ADD CONSTRAINT");
        (await RepairAsync(host, findings[0])).Should().BeTrue();
        (await RepairAsync(host, findings[1])).Should().BeFalse();

        (await host.ExamineAsync(workspace)).Should().BeEmpty();
        (await KeysAsync(workspace)).Should().Equal(keys);
    }

    [Fact]
    public async Task What_is_wrong_with_the_cluster_is_told_once()
    {
        await using var host = await TestHost.StartAsync(citus.Create());
        var local = await host.CreateWorkspaceAsync();
        await using var distributing = host.Another(tenancy => tenancy.DistributeSchemas());
        var distributed = await distributing.CreateWorkspaceAsync();
        (await DatabaseAsync(distributing)).Should().BeEmpty();
        await citus.Plain().ExecuteAsync($"""
            CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            CREATE TABLE "{local.Schema}".numbered (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
            CREATE TRIGGER changed BEFORE UPDATE ON "{local.Schema}".numbered FOR EACH ROW EXECUTE FUNCTION nothing();
            CREATE TABLE "{distributed.Schema}".keyless (n int);
            """);
        await using var changed = await citus.WithAsync(
            """
            UPDATE node_facts SET (wal_level, max_connections, is_healthy) = ('replica', '30', false);
            UPDATE pg_dist_node SET isactive = false WHERE nodename = 'one';
            UPDATE pg_dist_node SET metadatasynced = false WHERE nodename = 'two';
            """,
            "UPDATE node_facts SET (wal_level, max_connections, is_healthy) = ('logical', '500', true); UPDATE pg_dist_node SET (isactive, "
                + "metadatasynced) = (true, true)");

        var findings = await DatabaseAsync(distributing);

        findings.Should().OnlyContain(f => f.WorkspaceId == null && !f.IsSafe && f.Repair.EndsWith('.') | f.Script != null);
        findings.GroupBy(f => f.ObjectName.Split(' ')[0]).ToDictionary(g => g.Key, g => g.Count())
            .Should().BeEquivalentTo(new Dictionary<string, int>
            {
                ["wal_level"] = 3,
                ["connection"] = 6,
                ["node"] = 2,
                ["max_connections"] = 3,
                ["local"] = 2,
                ["distributed"] = 1,
            });
        findings.Should().Contain(f => f.Script == "ALTER SYSTEM SET wal_level = logical")
            .And.Contain(f => f.Actual!.Contains("numbered has the trigger changed", StringComparison.Ordinal))
            .And.Contain(f => f.Actual!.Contains("numbered has the identity column id", StringComparison.Ordinal))
            .And.Contain(f => f.Actual!.Contains("keyless has no primary key", StringComparison.Ordinal));
        findings[0].ToString().Should().StartWith("DatabaseWrong: wal_level of ").And.NotContain(WorkspaceSchema.TemplateName);
        await FluentActions.Awaiting(() => RepairAsync(distributing, findings[0])).Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task A_shared_table_that_is_no_reference_table_is_found()
    {
        await using var host = await TestHost.StartAsync(citus.CreateDatabase());
        await using var sharing = host.Another<SharedContext>();
        (await SharedAsync()).Should().BeEmpty("there is no such table yet");
        await citus.Plain().ExecuteAsync("CREATE TABLE pmassist_test_countries (\"Id\" uuid PRIMARY KEY, \"Name\" text NOT NULL)");

        (await SharedAsync()).Should().ContainSingle().Which.Script.Should().Be(
            "SELECT create_reference_table('\"public\".\"pmassist_test_countries\"')");
        await citus.Plain().ExecuteAsync("INSERT INTO pg_dist_partition VALUES ('pmassist_test_countries'::regclass, 'n', 't', 0)");
        (await SharedAsync()).Should().BeEmpty();

        async Task<IEnumerable<WorkspaceFinding>> SharedAsync()
        {
            await using var master = sharing.Services.GetRequiredService<ISchemaSessions>().CreateMasterContext();
            await master.Database.OpenConnectionAsync(Token);
            var findings = await sharing.Services.GetServices<IDatabaseExaminer>().Single().ExamineAsync(master, Token);
            return findings.Where(f => f.ObjectName.StartsWith("shared table", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task What_cannot_be_examined_does_not_hide_the_rest()
    {
        await using var host = await TestHost.StartAsync(citus.CreateDatabase());
        await using var changed = await citus.WithAsync(
            "ALTER FUNCTION run_command_on_all_nodes RENAME TO away; UPDATE node_facts SET is_healthy = false",
            "ALTER FUNCTION away RENAME TO run_command_on_all_nodes; UPDATE node_facts SET is_healthy = true");

        (await DatabaseAsync(host)).Select(f => f.ObjectName).Should().Contain(["wal_level", "max_connections"])
            .And.Contain(n => n.StartsWith("connection from", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cluster_that_lost_Citus_is_found()
    {
        await using var host = await TestHost.StartAsync(citus.CreateDatabase());
        await using var changed = await citus.WithAsync(
            "UPDATE pg_extension SET extname = 'gone'", "UPDATE pg_extension SET extname = 'citus'");

        (await DatabaseAsync(host)).Should().ContainSingle().Which.Script.Should().Be("CREATE EXTENSION citus");
    }

    private static async Task<IReadOnlyList<WorkspaceFinding>> DatabaseAsync(TestHost host)
    {
        var findings = host.Services.GetRequiredService<IWorkspaceDoctor>()
            .ExamineAsync(new WorkspaceExamination { Structure = false }, Token);
        return await findings.Where(f => f.Kind == WorkspaceFindingKind.DatabaseWrong).ToListAsync(Token);
    }

    private static Task<bool> RepairAsync(TestHost host, WorkspaceFinding finding)
        => host.Services.GetRequiredService<IWorkspaceDoctor>().RepairAsync(finding, "ada", Token);

    private Task<IReadOnlyList<string>> KeysAsync(Workspace workspace)
        => citus.Plain().ReadAsync(
            "SELECT conrelid::regclass || conname || pg_get_constraintdef(oid) FROM pg_constraint "
            + $"WHERE contype = 'f' AND connamespace = '{workspace.Schema}'::regnamespace ORDER BY 1");

    private sealed class Country
    {
        public Guid Id { get; set; }

        public string Name { get; set; } = "";
    }

    private sealed class SharedContext(DbContextOptions<SharedContext> options) : WorkspaceDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<Country>().ToTable("pmassist_test_countries", "public", table => table.ExcludeFromMigrations())
                .IsSharedAcrossWorkspaces();
        }
    }
}
