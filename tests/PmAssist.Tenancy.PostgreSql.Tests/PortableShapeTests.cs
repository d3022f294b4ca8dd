using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Portability;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>Files and what only PostgreSQL has.</summary>
public sealed class PortableShapeTests(PostgreSqlServer server) : Specification(server)
{
    [Fact]
    public async Task A_foreign_key_that_the_host_made_deferrable_stays_so_and_another_does_not_become_so()
    {
        await using var host = CreateHost();
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        var workspace = await host.CreateWorkspaceAsync();
        await AddAsync(host, workspace);
        await host.Database.ExecuteAsync(
            workspace.Schema,
            $"ALTER TABLE {host.Database.Table(workspace.Schema, "nodes")} ALTER CONSTRAINT fk_previous DEFERRABLE INITIALLY IMMEDIATE");
        var before = await KeysAsync(host, workspace);
        var file = await host.ExportAsync(workspace);

        await host.PortAsync(p => p.RestoreAsync(workspace.Id, new MemoryStream(file), new RestoreOptions { DiscardPrevious = true }, Token));
        await host.PortAsync(p => p.CopyBackAsync(workspace.Id, new MemoryStream(file), [new RowChoice("nodes")], cancellationToken: Token));

        before.Should().Be("fk_next false false, fk_previous true false");
        (await KeysAsync(host, workspace)).Should().Be(before);
    }

    [Fact]
    public async Task Documents_and_times_without_end_come_back()
    {
        await using var host = CreateHost();
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        var workspace = await host.CreateWorkspaceAsync();
        await AddAsync(host, workspace);

        var copy = await host.ImportAsync(await host.ExportAsync(workspace), new ImportOptions { OwnerId = "eve" });

        await using var lease = await host.RentAsync<NodeContext>(copy);
        var node = await lease.Context.Set<Node>().SingleAsync(Token);
        node.Document!.RootElement.GetProperty("a").GetDecimal().Should().Be(1.50m);
        node.Times.Should().Equal(DateTime.MaxValue, DateTime.MinValue);
        (await ((PostgreSqlDatabase)host.Database).QueryAsync<string>($"SELECT \"Times\"::text FROM {host.Database.Table(copy.Schema, "nodes")}")).Should().Be("{infinity,-infinity}");
        node.Note.Should().Be("""{ "half": "\\ud800" }""");
    }

    [Fact]
    public async Task A_time_that_NET_does_not_have_is_named()
    {
        await using var host = CreateHost();
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        var workspace = await host.CreateWorkspaceAsync();
        await AddAsync(host, workspace);
        await host.Database.ExecuteAsync(workspace.Schema, $"UPDATE {host.Database.Table(workspace.Schema, "nodes")} SET \"Day\" = '4000-01-01 BC'");

        var error = (await FluentActions.Awaiting(() => host.ExportAsync(workspace)).Should().ThrowAsync<PortabilityException>()).Which;

        (error.Table, error.Column).Should().Be(("nodes", "Day"));
    }

    [Fact]
    public async Task A_call_inside_a_TransactionScope_is_refused()
    {
        await using var host = CreateHost();
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        var workspace = await host.CreateWorkspaceAsync();
        var file = await host.ExportAsync(workspace);
        using var scope = new System.Transactions.TransactionScope(System.Transactions.TransactionScopeAsyncFlowOption.Enabled);

        await Refused(() => host.ExportAsync(workspace));
        await Refused(() => host.ImportAsync(file, new ImportOptions { OwnerId = "eve" }));
        await Refused(() => host.PortAsync(p => p.CloneAsync(workspace.Id, new NewWorkspace("Copy", "eve"), cancellationToken: Token)));

        static async Task Refused(Func<Task> call)
            => await FluentActions.Awaiting(call).Should().ThrowAsync<PortabilityException>().WithMessage("*TransactionScope*");
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

    private TestHost CreateHost()
    {
        var host = TestHost.Create<NodeContext>(Server.CreateDatabase(), configure: null, Mode);
        using var unbound = host.Services.GetRequiredService<IDbContextFactory<NodeContext>>().CreateDbContext();
        Initial.Use(unbound);
        return host;
    }

    private sealed class Node
    {
        public int Id { get; set; }

        public int? NextId { get; set; }

        public int? PreviousId { get; set; }

        public JsonDocument? Document { get; set; }

        public List<DateTime>? Times { get; set; }

        public DateOnly? Day { get; set; }

        public string? Note { get; set; }
    }

    private sealed class NodeContext(DbContextOptions<NodeContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Node>(node =>
            {
                node.ToTable("nodes").HasOne<Node>().WithMany().HasForeignKey(n => n.NextId).HasConstraintName("fk_next");
                node.HasOne<Node>().WithMany().HasForeignKey(n => n.PreviousId).HasConstraintName("fk_previous");
                node.Property(n => n.Note).HasColumnType("json");
            });
    }

    /// <summary>What dotnet ef would write.</summary>
    [DbContext(typeof(NodeContext))]
    [Migration("20260101000000_Nodes")]
    private sealed class Initial : Migration
    {
        private static IReadOnlyList<MigrationOperation> s_operations = [];

        public static void Use(DbContext context)
            => s_operations = context.GetService<IMigrationsModelDiffer>()
                .GetDifferences(source: null, context.GetService<IDesignTimeModel>().Model.GetRelationalModel());

        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Operations.AddRange(s_operations);
    }
}
