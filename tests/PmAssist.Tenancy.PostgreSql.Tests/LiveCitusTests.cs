using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>What only a real cluster can show of distributing, moving and healing.</summary>
public sealed class LiveCitusTests(CitusServer citus) : Specification(citus), IClassFixture<CitusServer>
{
    [Fact]
    public async Task A_workspace_goes_to_Citus_with_its_rows_and_comes_back()
    {
        await using var host = await TestHost.StartAsync(citus.Create());
        var workspace = await host.CreateWorkspaceAsync();
        await AddAsync(host, workspace, 100);
        await using var distributing = host.Another(tenancy => tenancy.DistributeSchemas());
        var places = Places(distributing);
        (await distributing.ExamineAsync(workspace)).Should().ContainSingle().Which.ObjectKind.Should().Be(SchemaObjectKind.Schema);

        (await places.DistributeAsync(workspace.Id, cancellationToken: Token)).Should().BeTrue();

        var place = await places.GetAsync(workspace.Id, Token);
        place.IsDistributed.Should().BeTrue();
        place.Bytes.Should().BeGreaterThan(0);
        (await places.GetNodesAsync(Token)).Select(n => n.Name).Should().Contain(place.Node);
        (await CountAsync(distributing, workspace)).Should().Be(100);
        (await distributing.ExamineAsync(workspace)).Should().BeEmpty();
        (await citus.Plain().QueryAsync<long>(
            "SELECT coalesce(sum(pg_relation_size(oid)), 0)::bigint FROM pg_class WHERE relkind = 'r' AND relnamespace = "
                + $"'{workspace.Schema}'::regnamespace"))
            .Should().Be(0, "the coordinator keeps no rows of it");
        Assert.SkipUnless(place.HasWayBack, "a table has an identity column");
        (await places.UndistributeAsync(workspace.Id, cancellationToken: Token)).Should().BeTrue();
        (await CountAsync(host, workspace)).Should().Be(100);
        (await host.ExamineAsync(workspace)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_workspace_is_moved_while_it_is_written()
    {
        await using var host = await TestHost.StartAsync(citus.CreateDatabase());
        var places = Places(host);
        var nodes = (await places.GetNodesAsync(Token)).Where(n => n.TakesWorkspaces).ToList();
        Assert.SkipUnless(nodes.Count > 1, "only one node takes workspaces");
        var workspace = await host.CreateWorkspaceAsync();
        await AddAsync(host, workspace, 1000);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var written = 1000;
        var writer = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await AddAsync(host, workspace, 1);
                    written++;
                }
            },
            Token);

        var from = (await places.GetAsync(workspace.Id, Token)).Node;
        var to = nodes.First(n => n.Name != from).Name;
        (await places.MoveAsync(workspace.Id, to, cancellationToken: Token)).Should().BeTrue();
        (await places.GetAsync(workspace.Id, Token)).Node.Should().Be(to);

        await stop.CancelAsync();
        await writer;
        (await CountAsync(host, workspace)).Should().Be(written);
        (await places.GetProgressAsync(Token)).Moves.Should().NotContain(m => m.Schema == workspace.Schema.Name);
        (await host.ExamineAsync(workspace)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_local_table_in_a_distributed_schema_is_healed_with_its_rows()
    {
        await using var host = await TestHost.StartAsync(citus.CreateDatabase());
        await using var next = host.Another<SpecDbContextV2>();
        var workspace = await next.CreateWorkspaceAsync();
        var name = $"\"{workspace.Schema}\"";
        await citus.Plain().ExecuteAsync($"DROP TABLE {name}.labels");
        await citus.Plain().ExecuteAsync($"""
            DO $$ BEGIN
                CREATE TABLE {name}.labels ("Id" uuid NOT NULL, "Text" character varying(50) NOT NULL, CONSTRAINT "PK_labels" PRIMARY KEY ("Id"));
                CREATE INDEX "IX_labels_Text" ON {name}.labels ("Text");
            END $$;
            """);
        await citus.Plain().ExecuteAsync($"INSERT INTO {name}.labels VALUES ('{workspace.Id}', 'kept')");

        var finding = (await next.ExamineAsync(workspace)).Should().ContainSingle().Subject;

        finding.ObjectName.Should().Be("labels");
        (await next.Services.GetRequiredService<IWorkspaceDoctor>().RepairAsync(finding, cancellationToken: Token)).Should().BeTrue();
        (await next.ExamineAsync(workspace)).Should().BeEmpty();
        (await citus.Plain().ReadAsync($"SELECT \"Text\" FROM {name}.labels")).Should().Equal("kept");
    }

    [Fact]
    public async Task The_masters_tables_are_on_all_nodes_where_that_is_chosen()
    {
        await using var host = await TestHost.StartAsync(citus.Create(tenancy => tenancy.DistributeSchemas(masterOnAllNodes: true)));
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);

        (await citus.Plain().QueryAsync<long>(
            "SELECT count(*) FROM pg_dist_partition p JOIN pg_class c ON c.oid = p.logicalrelid "
            + $"WHERE c.relnamespace = '{host.Database.MasterSchema}'::regnamespace AND partmethod = 'n' AND repmodel = "
            + "'s'")).Should().Be(4);
        (await host.CreateWorkspaceAsync()).Status.Should().Be(WorkspaceStatus.Active);
    }

    [Fact]
    public async Task The_cluster_can_be_examined()
    {
        await using var host = await TestHost.StartAsync(citus.CreateDatabase());
        await using var master = host.Services.GetRequiredService<ISchemaSessions>().CreateMasterContext();
        await master.Database.OpenConnectionAsync(Token);

        var findings = await host.Services.GetServices<IDatabaseExaminer>().Single().ExamineAsync(master, Token);

        findings.Should().NotContain(f => f.Actual!.StartsWith("It could not be examined", StringComparison.Ordinal));
        (await Places(host).GetProgressAsync(Token)).Should().NotBeNull();
    }

    private static IWorkspacePlaces Places(TestHost host) => host.Services.GetRequiredService<IWorkspacePlaces>();

    private static async Task AddAsync(TestHost host, Workspace workspace, int count)
    {
        await using var lease = await host.RentAsync(workspace);
        lease.Context.AddRange(Enumerable.Range(0, count).Select(_ => new Project { WrittenFor = workspace.Id }));
        await lease.Context.SaveChangesAsync(Token);
    }

    private static async Task<int> CountAsync(TestHost host, Workspace workspace)
    {
        await using var lease = await host.RentAsync(workspace);
        return await lease.Context.Set<Project>().CountAsync(Token);
    }
}
