using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Specifications.Zoo;

namespace PmAssist.Tenancy.Specifications.Portability;

/// <summary>Rows that the engine numbers, rows that the host numbers, and rows that have no key.</summary>
public abstract class RowNumberSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task Negative_keys_of_the_hosts_own_come_along_and_the_engine_counts_from_one()
    {
        await using var host = CreateHost();
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        var workspace = await host.CreateWorkspaceAsync();
        var file = await host.ExportAsync(workspace);

        var imported = await host.ImportAsync(file, new ImportOptions { OwnerId = "eve" });
        var clone = await host.PortAsync(p => p.CloneAsync(workspace.Id, new NewWorkspace("Copy", "eve"), cancellationToken: Token));
        await host.PortAsync(p => p.RestoreAsync(workspace.Id, new MemoryStream(file), new RestoreOptions { DiscardPrevious = true }, Token));
        await CopyBackAsync(host, workspace, file, new RowChoice("counted"));

        foreach (var each in (Workspace[])[workspace, imported, clone])
        {
            (await AddAsync(host, each)).Should().BePositive();
            await using var lease = await host.RentAsync<ZooContext<Numbers>>(each);
            (await lease.Context.Set<Counted>().CountAsync(Token)).Should().Be(3);
        }
    }

    [Fact]
    public async Task Rows_that_come_back_do_not_take_the_numbers_back()
    {
        await using var host = CreateHost();
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        var workspace = await host.CreateWorkspaceAsync();
        var first = await AddAsync(host, workspace);
        var file = await host.ExportAsync(workspace);
        var last = await AddAsync(host, workspace);
        await using (var lease = await host.RentAsync<ZooContext<Numbers>>(workspace))
        {
            await lease.Context.Set<Counted>().Where(c => c.Id > 0).ExecuteDeleteAsync(Token);
        }

        (await CopyBackAsync(host, workspace, file, new RowChoice("counted", $"[{first}]"))).Inserted.Should().Be(1);

        (await AddAsync(host, workspace)).Should().BeGreaterThan(last, "somebody may know that number");
    }

    [Fact]
    public async Task Equal_rows_without_a_key_come_back_as_often_as_they_are_in_the_file()
    {
        await using var host = CreateHost();
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        var workspace = await host.CreateWorkspaceAsync();
        var table = host.Database.Table(workspace.Schema, "uncounted");
        for (var copy = 0; copy < 3; copy++)
        {
            await host.Database.ExecuteAsync(workspace.Schema, $"INSERT INTO {table} VALUES ('a')");
        }

        var file = await host.ExportAsync(workspace);
        await host.Database.ExecuteAsync(workspace.Schema, $"DELETE FROM {table}");
        await host.Database.ExecuteAsync(workspace.Schema, $"INSERT INTO {table} VALUES ('a')");

        (await CopyBackAsync(host, workspace, file, new RowChoice("uncounted"))).Inserted.Should().Be(2);
        (await CopyBackAsync(host, workspace, file, new RowChoice("uncounted"))).Inserted.Should().Be(0);
    }

    private static async Task<CopyBackResult> CopyBackAsync(TestHost host, Workspace workspace, byte[] file, RowChoice choice)
    {
        using var bytes = new MemoryStream(file);
        return await host.PortAsync(p => p.CopyBackAsync(workspace.Id, bytes, [choice], cancellationToken: Token));
    }

    private static async Task<int> AddAsync(TestHost host, Workspace workspace)
    {
        await using var lease = await host.RentAsync<ZooContext<Numbers>>(workspace);
        var added = new Counted { Text = "added" };
        lease.Context.Add(added);
        await lease.Context.SaveChangesAsync(Token);
        return added.Id;
    }

    /// <summary>The migration belongs to the flow of the test that calls this.</summary>
    private TestHost CreateHost()
    {
        var host = TestHost.Create<ZooContext<Numbers>>(Server.CreateDatabase(), configure: null, Mode);
        using var unbound = host.Services.GetRequiredService<IDbContextFactory<ZooContext<Numbers>>>().CreateDbContext();
        ModelMigrations.Use(unbound);
        return host;
    }

    private sealed class Counted
    {
        public int Id { get; set; }

        public string Text { get; set; } = "";
    }

    private sealed class Uncounted
    {
        public string Text { get; set; } = "";
    }

    private sealed class Numbers : ZooModel
    {
        public override void Build(ModelBuilder model, ZooEngine engine)
        {
            model.Entity<Counted>().ToTable("counted").HasData(new Counted { Id = -1, Text = "seed" }, new Counted { Id = -7, Text = "seed" });
            model.Entity<Uncounted>().ToTable("uncounted").HasNoKey();
        }

        public override void Add(DbContext context, string mark) => throw new NotSupportedException();

        public override Task CheckAsync(DbContext context, string mark, CancellationToken token) => throw new NotSupportedException();
    }

    [DbContext(typeof(ZooContext<Numbers>))]
    [Migration("20260101000000_Numbers")]
    private sealed class Initial : ZooMigration<Numbers>;
}
