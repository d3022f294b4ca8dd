using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Portability;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>Files and what only PostgreSQL has.</summary>
public sealed class PortableShapeTests(PostgreSqlServer server) : Specification(server)
{
    [Fact]
    public async Task A_foreign_key_that_the_host_made_deferrable_stays_so_and_another_does_not_become_so()
    {
        await using var host = await StartNodesAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await AddAsync(host, workspace);
        await host.Database.ExecuteAsync(
            workspace.Schema,
            $"ALTER TABLE {host.Database.Table(workspace.Schema, "nodes")} ALTER CONSTRAINT fk_previous DEFERRABLE INITIALLY IMMEDIATE");
        var before = await KeysAsync(host, workspace);
        var file = await host.ExportAsync(workspace);

        await host.PortAsync(
            p => p.RestoreAsync(workspace.Id, new MemoryStream(file), new RestoreOptions { DiscardPrevious = true }, Token));
        await host.PortAsync(
            p => p.CopyBackAsync(workspace.Id, new MemoryStream(file), [new RowChoice("nodes")], cancellationToken: Token));

        before.Should().Be("fk_next false false, fk_previous true false");
        (await KeysAsync(host, workspace)).Should().Be(before);
    }

    [Fact]
    public async Task A_row_with_a_number_that_the_server_always_gives_gets_its_other_values_back()
    {
        await using var host = await StartNodesAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await AddAsync(host, workspace);
        var file = await host.ExportAsync(workspace);
        await host.Database.ExecuteAsync(
            workspace.Schema, $"UPDATE {host.Database.Table(workspace.Schema, "nodes")} SET \"Day\" = '2024-02-29'");

        var result = await host.PortAsync(
            p => p.CopyBackAsync(workspace.Id, new MemoryStream(file), [new RowChoice("nodes")], cancellationToken: Token));

        result.Updated.Should().Be(1);
        await using var lease = await host.RentAsync<NodeContext>(workspace);
        (await lease.Context.Set<Node>().SingleAsync(Token)).Day.Should().BeNull();
    }

    [Fact]
    public async Task Tables_whose_names_differ_by_case_alone_are_two()
    {
        await using var host = await TestHost.StartWithModelAsync<TwinContext>(Server.CreateDatabase(), Mode);
        var workspace = await host.CreateWorkspaceAsync();
        await using (var lease = await host.RentAsync<TwinContext>(workspace))
        {
            lease.Context.AddRange(new Upper { Id = 1, LowerId = 2 }, new Lower { Id = 2 }, new Lower { Id = 3 });
            await lease.Context.SaveChangesAsync(Token);
        }

        var file = await host.ExportAsync(workspace);
        var copy = await host.ImportAsync(file, new ImportOptions { OwnerId = "eve" });
        var clone = await host.PortAsync(p => p.CloneAsync(workspace.Id, new NewWorkspace("Clone", "eve"), cancellationToken: Token));

        (await host.ReadAsync(file)).Tables.Select(t => (t.Name, t.Part.Rows, t.Part.Entry)).Should().Equal(
            ("items", 2, "tables/items.jsonl"), ("Items", 1, "tables/Items.2.jsonl"));
        foreach (var there in (Workspace[])[copy, clone])
        {
            await using var lease = await host.RentAsync<TwinContext>(there);
            (await lease.Context.Set<Upper>().SingleAsync(Token)).LowerId.Should().Be(2);
            (await lease.Context.Set<Lower>().CountAsync(Token)).Should().Be(2);
        }
    }

    [Fact]
    public async Task Documents_and_times_without_end_come_back()
    {
        await using var host = await StartNodesAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await AddAsync(host, workspace);

        var copy = await host.ImportAsync(await host.ExportAsync(workspace), new ImportOptions { OwnerId = "eve" });

        await using var lease = await host.RentAsync<NodeContext>(copy);
        var node = await lease.Context.Set<Node>().SingleAsync(Token);
        node.Document!.RootElement.GetProperty("a").GetDecimal().Should().Be(1.50m);
        node.Times.Should().Equal(DateTime.MaxValue, DateTime.MinValue);
        (await ((PostgreSqlDatabase)host.Database).QueryAsync<string>(
            $"SELECT \"Times\"::text FROM {host.Database.Table(copy.Schema, "nodes")}")).Should().Be("{infinity,-infinity}");
        node.Note.Should().Be("""{ "half": "\\ud800" }""");
    }

    [Fact]
    public async Task A_time_that_NET_does_not_have_is_named()
    {
        await using var host = await StartNodesAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await AddAsync(host, workspace);
        await host.Database.ExecuteAsync(
            workspace.Schema, $"UPDATE {host.Database.Table(workspace.Schema, "nodes")} SET \"Day\" = '4000-01-01 BC'");

        var error = (await FluentActions.Awaiting(() => host.ExportAsync(workspace)).Should().ThrowAsync<PortabilityException>()).Which;

        (error.Table, error.Column).Should().Be(("nodes", "Day"));
    }

    [Fact]
    public async Task A_call_inside_a_TransactionScope_is_refused()
    {
        await using var host = await StartNodesAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var file = await host.ExportAsync(workspace);
        using var scope = new System.Transactions.TransactionScope(System.Transactions.TransactionScopeAsyncFlowOption.Enabled);

        await Refused(() => host.ExportAsync(workspace));
        await Refused(() => host.ImportAsync(file, new ImportOptions { OwnerId = "eve" }));
        await Refused(() => host.PortAsync(p => p.CloneAsync(workspace.Id, new NewWorkspace("Copy", "eve"), cancellationToken: Token)));

        static async Task Refused(Func<Task> call)
            => await FluentActions.Awaiting(call).Should().ThrowAsync<PortabilityException>().WithMessage("*TransactionScope*");
    }

    [Fact]
    public async Task A_restore_that_is_canceled_while_it_waits_is_canceled()
    {
        await using var host = await StartNodesAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var file = await host.ExportAsync(workspace);
        await using var writer = await ((PostgreSqlDatabase)host.Database).OpenAsync(workspace.Schema);
        await using var transaction = await writer.BeginTransactionAsync(Token);
        await using (var lockTable = writer.CreateCommand())
        {
            lockTable.CommandText = $"LOCK TABLE {host.Database.Table(workspace.Schema, "nodes")} IN ACCESS EXCLUSIVE MODE";
            await lockTable.ExecuteNonQueryAsync(Token);
        }

        using var canceling = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var restore = host.PortAsync(
            p => p.RestoreAsync(workspace.Id, new MemoryStream(file), new RestoreOptions { DiscardPrevious = true }, canceling.Token));
        await host.Database.WaitUntilAwaitedAsync(writer);
        await canceling.CancelAsync();

        await FluentActions.Awaiting(() => restore).Should().ThrowAsync<OperationCanceledException>();
        (await host.GetWorkspaceAsync(workspace.Id)).Status.Should().Be(WorkspaceStatus.Active);
    }

    private static Task<string> KeysAsync(TestHost host, Workspace workspace)
        => ((PostgreSqlDatabase)host.Database).QueryAsync<string>($"""
            SELECT string_agg(conname || ' ' || condeferrable || ' ' || condeferred, ', ' ORDER BY conname) FROM pg_constraint
            WHERE contype = 'f' AND conrelid = '{host.Database.Table(workspace.Schema, "nodes")}'::regclass
            """);

    private static async Task AddAsync(TestHost host, Workspace workspace)
    {
        await using var lease = await host.RentAsync<NodeContext>(workspace);
        lease.Context.Add(new Node
        {
            Document = JsonDocument.Parse("""{"a": 1.50}"""),
            Times = [DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc), DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc)],
            Note = """{ "half": "\\ud800" }""",
        });
        await lease.Context.SaveChangesAsync(Token);
    }

    private Task<TestHost> StartNodesAsync() => TestHost.StartWithModelAsync<NodeContext>(Server.CreateDatabase(), Mode);

    private sealed class Node
    {
        public int Id { get; set; }

        public int Number { get; set; }

        public int? NextId { get; set; }

        public int? PreviousId { get; set; }

        public JsonDocument? Document { get; set; }

        public List<DateTime>? Times { get; set; }

        public DateOnly? Day { get; set; }

        public string? Note { get; set; }
    }

    private sealed class Upper
    {
        public int Id { get; set; }

        public int LowerId { get; set; }
    }

    private sealed class Lower
    {
        public int Id { get; set; }
    }

    private sealed class TwinContext(DbContextOptions<TwinContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Upper>().ToTable("Items").HasOne<Lower>().WithMany().HasForeignKey(u => u.LowerId);
            modelBuilder.Entity<Lower>().ToTable("items").HasKey(l => l.Id).HasName("items_key");
        }
    }

    [DbContext(typeof(TwinContext))]
    [Migration("20260101000000_Twins")]
    private sealed class Twins : ModelMigration;

    private sealed class NodeContext(DbContextOptions<NodeContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Node>(node =>
            {
                node.ToTable("nodes").HasOne<Node>().WithMany().HasForeignKey(n => n.NextId).HasConstraintName("fk_next");
                node.HasOne<Node>().WithMany().HasForeignKey(n => n.PreviousId).HasConstraintName("fk_previous");
                node.Property(n => n.Number).UseIdentityAlwaysColumn();
                node.Property(n => n.Note).HasColumnType("json");
            });
    }

    [DbContext(typeof(NodeContext))]
    [Migration("20260101000000_Nodes")]
    private sealed class Initial : ModelMigration;
}
