using FluentAssertions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using PmAssist.Tenancy.Specifications.Parity;

namespace PmAssist.Tenancy.Specifications;

/// <summary>
/// A migration leaves in every workspace what EF's own migrator leaves on a model with one schema: tables, rows and history.
/// Workspaces come in twos, because what is rendered once must serve the second as well as the first.
/// </summary>
/// <remarks>EF's side has one schema, whose name is in its migrations, so these tests run one after another.</remarks>
[Collection(nameof(MigrationParitySpecification))]
public abstract class MigrationParitySpecification(ITestServer server) : Specification(server)
{
    private static readonly string[] Ids =
    [
        "20260101000000_Tables", "20260102000000_Late", "20260103000000_Data", "20260104000000_OwnSql", "20260105000000_TemporaryTable",
        "20260106000000_OwnOperations", "20260107000000_Renames", "20260108000000_Rebuild", "20260109000000_OutsideTransaction",
        "20260110000000_Empty",
    ];

    /// <summary>
    /// Up to where a script can go: a temporary table ends with the <c>Sql()</c> call that made it on SQL Server, and before a
    /// statement outside a transaction on PostgreSQL.
    /// </summary>
    protected virtual string ScriptTarget => Ids[^1];

    /// <summary>Replaces EF's generator by one that knows <see cref="NoteOperation"/>, as the host of each side does.</summary>
    protected abstract void UseOwnOperations(DbContextOptionsBuilder options);

    [Fact]
    public async Task Each_migration_and_its_way_back_leave_what_EF_leaves()
    {
        await using var host = await StartParityAsync();
        var workspaces = await CreateAsync(host, Migration.InitialDatabase);
        await using var plain = await StartPlainAsync(host.Database);
        string[] there = [.. Ids, .. Ids.Reverse().Skip(1), Migration.InitialDatabase];
        foreach (var target in there)
        {
            await plain.MigrateAsync<PlainParityContext>(target);
            foreach (var workspace in workspaces)
            {
                await host.Migrator.MigrateAsync(workspace.Id, target, Token);
            }

            await ParityState.AssertAsync(host.Database, workspaces, $"after going to {target}");
        }
    }

    [Fact]
    public async Task All_migrations_at_once_leave_what_EF_leaves()
    {
        await using var host = await StartParityAsync();
        await using var plain = await StartPlainAsync(host.Database);
        var provisioned = await CreateAsync(host);
        await plain.MigrateAsync<PlainParityContext>();
        await ParityState.AssertAsync(host.Database, provisioned, "after provisioning");

        var emptied = await CreateAsync(host, Migration.InitialDatabase);
        (await host.Migrator.RunAsync(cancellationToken: Token)).Failures.Select(f => f.Error!.Message).Should().BeEmpty();
        await ParityState.AssertAsync(host.Database, [.. provisioned, .. emptied], "after a run");
        (await host.ExamineAsync([.. provisioned, .. emptied])).Should().BeEmpty();

        await plain.MigrateAsync<PlainParityContext>(Ids[0]);
        foreach (var workspace in provisioned)
        {
            await host.Migrator.MigrateAsync(workspace.Id, Ids[0], Token);
        }

        await ParityState.AssertAsync(host.Database, provisioned, "after going back at once");
    }

    [Fact]
    public async Task A_migration_merged_late_leaves_what_EF_leaves()
    {
        var database = Server.CreateDatabase();
        await using var old = TestHost.Create<ParityBeforeMergeContext>(database, configure: null, Mode);
        await old.Migrator.MigrateMasterAsync(cancellationToken: Token);
        var workspaces = await CreateAsync(old);
        await using var plain = await StartPlainAsync(database);
        await plain.MigrateAsync<PlainParityBeforeMergeContext>();
        await ParityState.AssertAsync(database, workspaces, "before the merge");

        await plain.MigrateAsync<PlainParityContext>();
        await using var merged = old.Another<ParityContext>(UseOwnOperations);
        (await merged.Migrator.RunAsync(cancellationToken: Token)).Failures.Select(f => f.Error!.Message).Should().BeEmpty();
        await ParityState.AssertAsync(database, workspaces, "after the merge");
        (await merged.ExamineAsync([.. workspaces, .. await CreateAsync(merged)])).Should().BeEmpty();
    }

    [Fact]
    public async Task A_script_leaves_what_EF_leaves()
    {
        await using var host = await StartParityAsync();
        await using var plain = await StartPlainAsync(host.Database);
        var workspaces = await CreateAsync(host, Migration.InitialDatabase);

        await plain.MigrateAsync<PlainParityContext>(ScriptTarget);
        await host.Database.RunScriptAsync(await host.Migrator.ScriptAsync(targetMigration: ScriptTarget, cancellationToken: Token));

        await ParityState.AssertAsync(host.Database, workspaces, "after a script");
        (await host.ExamineAsync(workspaces)).Should().BeEmpty();
        (await host.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue();
    }

    private async Task<TestHost> StartParityAsync()
    {
        var host = TestHost.Create<ParityContext>(Server.CreateDatabase(), UseOwnOperations, Mode);
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        return host;
    }

    private void UseOwnOperations(TenancyBuilder tenancy) => tenancy.ConfigureContext((_, options) => UseOwnOperations(options));

    private static async Task<Workspace[]> CreateAsync(TestHost host, string? target = null)
    {
        Workspace[] workspaces = [await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync()];
        foreach (var workspace in workspaces.Where(_ => target is not null))
        {
            await host.Migrator.MigrateAsync(workspace.Id, target, Token);
        }

        return workspaces;
    }

    private Task<PlainParityHost> StartPlainAsync(ITestDatabase database) => PlainParityHost.StartAsync(database, UseOwnOperations);
}
