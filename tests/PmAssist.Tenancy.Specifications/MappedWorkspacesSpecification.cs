using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Specifications.Beside;

namespace PmAssist.Tenancy.Specifications;

/// <summary>A host's ordinary context beside the master, which maps the master's tables read-only.</summary>
public abstract class MappedWorkspacesSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task A_hosts_table_joins_workspaces_and_has_foreign_keys_to_them()
    {
        await using var host = await StartAsync();
        var (first, second) = (await host.CreateWorkspaceAsync(slug: "first"), await host.CreateWorkspaceAsync(slug: "second"));
        await ChangePlanAsync(host, first);
        await using var ledger = await CreateTablesAsync(host);
        ledger.AddRange(
            new LedgerEntry { WorkspaceId = first.Id, PayerId = "ada", Amount = 10 },
            new LedgerEntry { WorkspaceId = first.Id, Amount = 5 },
            new LedgerEntry { WorkspaceId = second.Id, PayerId = "ada", Amount = 7 });
        await ledger.SaveChangesAsync(Token);

        var rows = await ledger.Entries
            .Join(ledger.Workspaces, e => e.WorkspaceId, w => w.Id, (e, w) => new { w.Slug, w.Status, e.PayerId, e.WorkspaceId })
            .Join(
                ledger.Members,
                r => new { r.WorkspaceId, UserId = r.PayerId! },
                m => new { m.WorkspaceId, m.UserId },
                (r, m) => new { r.Slug, r.Status, m.Role })
            .OrderBy(r => r.Slug).ToListAsync(Token);

        rows.Select(r => (r.Slug, r.Status, r.Role)).Should().Equal(
            ("first", WorkspaceStatus.Active, WorkspaceRole.Owner), ("second", WorkspaceStatus.Active, WorkspaceRole.Owner));
        var read = await ledger.Workspaces.SingleAsync(w => w.Slug == "first", Token);
        read.Should().BeEquivalentTo(await host.GetWorkspaceAsync(first.Id), options => options.Excluding(w => w.Properties));
        read.Properties.Get<string>("plan").Should().Be("pro");

        ledger.Add(new LedgerEntry { WorkspaceId = Guid.NewGuid() });
        await ledger.Awaiting(l => l.SaveChangesAsync(Token)).Should().ThrowAsync<DbUpdateException>("no such workspace");
        ledger.ChangeTracker.Clear();
        ledger.Add(new LedgerEntry { WorkspaceId = second.Id, PayerId = "eve" });
        await ledger.Awaiting(l => l.SaveChangesAsync(Token)).Should().ThrowAsync<DbUpdateException>("no such member");
        ledger.ChangeTracker.Clear();

        await host.WithAsync<IWorkspaceService, bool>(async w =>
        {
            await w.DeleteAsync(first.Id, cancellationToken: Token);
            return true;
        });
        (await ledger.Entries.CountAsync(e => e.WorkspaceId == first.Id, Token))
            .Should().Be(1, "the tombstone keeps its rows, the member does not");
    }

    [Fact]
    public async Task The_hosts_migrations_leave_the_masters_tables_out()
    {
        await using var host = await StartAsync();
        await using var ledger = Open(host);

        var operations = ledger.GetService<IMigrationsModelDiffer>()
            .GetDifferences(source: null, ledger.GetService<IDesignTimeModel>().Model.GetRelationalModel());

        operations.OfType<CreateTableOperation>().Should().ContainSingle().Which.ForeignKeys.Select(k => k.PrincipalTable)
            .Should().BeEquivalentTo("Workspace", "WorkspaceMember");
        operations.OfType<CreateIndexOperation>().Should().OnlyContain(i => i.Table == "ledger");
    }

    [Fact]
    public async Task Both_contexts_map_the_same_columns()
    {
        await using var host = await StartAsync();
        await using var ledger = Open(host);
        await using var master = await host.Services.GetRequiredService<IDbContextFactory<MasterDbContext>>().CreateDbContextAsync(Token);

        foreach (var type in new[] { typeof(Workspace), typeof(WorkspaceMember) })
        {
            Describe(ledger.Model.FindEntityType(type)!).Should().Equal(Describe(master.Model.FindEntityType(type)!));
        }

        static IEnumerable<string> Describe(IEntityType entityType)
            => entityType.GetProperties().Select(p =>
                    $"{p.Name} {p.GetColumnName()} {p.GetMaxLength()} {p.IsNullable} {p.IsConcurrencyToken} "
                    + p.GetTypeMapping().Converter?.ProviderClrType)
                .Concat(entityType.GetIndexes().Select(i => $"{i.GetDatabaseName()} {i.IsUnique}"))
                .Append(entityType.GetTableName()!);
    }

    [Fact]
    public async Task Changing_or_adding_a_workspace_or_a_member_is_refused()
    {
        await using var host = await StartAsync();
        var (workspace, another) = (await host.CreateWorkspaceAsync("Name"), await host.CreateWorkspaceAsync());
        await using var ledger = await CreateTablesAsync(host);

        var row = await ledger.Workspaces.SingleAsync(w => w.Id == workspace.Id, Token);
        ledger.Entry(row).Property(w => w.Name).CurrentValue = "Changed";
        await Refused();
        var member = await ledger.Members.SingleAsync(m => m.WorkspaceId == workspace.Id, Token);
        ledger.Entry(member).Property(m => m.Role).CurrentValue = WorkspaceRole.Viewer;
        await Refused();
        ledger.Add(another);
        await Refused();
        ledger.Entry(another).Property(w => w.Name).CurrentValue = "Detached";
        ledger.Update(another);
        await ledger.SaveChangesAsync(Token);

        (await host.GetWorkspaceAsync(workspace.Id)).Should().BeEquivalentTo(workspace);
        (await host.GetWorkspaceAsync(another.Id)).Name.Should().NotBe("Detached", "EF writes nothing of a row that is updated as a whole");

        async Task Refused()
        {
            await ledger.Awaiting(l => l.SaveChangesAsync(Token)).Should().ThrowAsync<InvalidOperationException>()
                .WithMessage("*read-only*");
            ledger.ChangeTracker.Clear();
        }
    }

    private static async Task ChangePlanAsync(TestHost host, Workspace workspace)
        => await host.WithAsync<IWorkspaceService, Workspace>(w => w.ChangePropertiesAsync(
            workspace.Id, new Dictionary<string, object?> { ["plan"] = "pro" }, cancellationToken: Token));

    private static LedgerDbContext Open(TestHost host)
    {
        var options = new DbContextOptionsBuilder<LedgerDbContext>();
        host.Database.CreateProvider().Configure(options, host.Services, isMaster: true);
        options.ReplaceService<IModelCacheKeyFactory, ModelPerMaster>();
        return new LedgerDbContext(options.Options, host.Database.MasterSchema);
    }

    private static async Task<LedgerDbContext> CreateTablesAsync(TestHost host)
    {
        var ledger = Open(host);
        await ledger.GetService<IRelationalDatabaseCreator>().CreateTablesAsync(Token);
        return ledger;
    }
}
