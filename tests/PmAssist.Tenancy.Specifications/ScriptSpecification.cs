using System.Text.Json;
using FluentAssertions;
using Xunit;

namespace PmAssist.Tenancy.Specifications;

/// <summary>Scripts for a database administrator leave what a run would leave.</summary>
public abstract class ScriptSpecification(ITestServer server) : Specification(server)
{
    private const string V1 = "20260101000000_SpecInitial";
    private const string V2 = "20260201000000_AddPriority";
    private const string Staged = "20260301000000_Stages";

    [Fact]
    public async Task A_script_for_all_does_what_a_run_does_and_may_be_run_again()
    {
        await using var host = await StartAsync();
        var (behind, late, byRun) = (
            await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        await using (var second = host.Another<SpecDbContextV2>())
        {
            await second.Migrator.MigrateAsync(late.Id, cancellationToken: Token);
        }

        await using var next = host.Another<SpecDbContextV3>();
        await next.Migrator.MigrateAsync(byRun.Id, cancellationToken: Token);
        var script = await next.Migrator.ScriptAsync(cancellationToken: Token);

        await host.Database.RunScriptAsync(script);
        await host.Database.RunScriptAsync(script);

        foreach (var workspace in (Workspace[])[behind, late])
        {
            var (row, expected) = (await host.GetWorkspaceAsync(workspace.Id), await host.GetWorkspaceAsync(byRun.Id));
            (row.SchemaVersion, row.SchemaFingerprint, row.LastError).Should().Be((V2, expected.SchemaFingerprint, null));
            row.Version.Should().Be(workspace == behind ? 3 : 4);
            row.UpdatedUtc.Should().BeCloseTo(DateTime.UtcNow, TimeSpan.FromMinutes(2));
            (await ShapeAsync(host, workspace)).Should().Equal(await ShapeAsync(host, byRun));
        }

        var audit = (await host.AuditAsync(behind.Id)).Should().ContainSingle(e => e.Action == "workspace.migrated").Subject;
        (audit.EntityType, audit.EntityId).Should().Be((nameof(Workspace), behind.Id.ToString()));
        JsonSerializer.Deserialize<Dictionary<string, string>>(audit.Details!)
            .Should().Equal(new Dictionary<string, string> { ["from"] = V1, ["to"] = V2 });
        (await next.Migrator.GetStatusAsync(Token)).Behind.Should().BeEmpty();
        (await next.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue();
    }

    [Fact]
    public async Task A_script_for_one_goes_to_a_target_and_leaves_the_others()
    {
        await using var host = await StartAsync();
        var (one, other) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        await using var next = host.Another<SpecDbContextV3>();

        await host.Database.RunScriptAsync(await next.Migrator.ScriptAsync(one.Id, "AddDueDate", Token));

        (await host.GetWorkspaceAsync(one.Id)).SchemaVersion.Should().Be("20260115000000_AddDueDate");
        (await host.GetWorkspaceAsync(other.Id)).SchemaVersion.Should().Be(V1);
        (await next.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue();
        await FluentActions.Awaiting(() => next.Migrator.ScriptAsync(Guid.NewGuid(), cancellationToken: Token))
            .Should().ThrowAsync<WorkspaceNotFoundException>();
        await FluentActions.Awaiting(() => next.Migrator.ScriptAsync(targetMigration: "NoSuchThing", cancellationToken: Token))
            .Should().ThrowAsync<WorkspaceMigrationException>().WithMessage("*NoSuchThing*AddDueDate*");
    }

    [Fact]
    public async Task A_workspace_that_is_ahead_is_left_alone()
    {
        await using var host = await StartAsync();
        await using var next = host.Another<SpecDbContextV2>();
        var ahead = await next.CreateWorkspaceAsync();

        await host.Database.RunScriptAsync(await host.Migrator.ScriptAsync(cancellationToken: Token));

        (await host.GetWorkspaceAsync(ahead.Id)).Should().BeEquivalentTo(ahead);
        (await next.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue();
    }

    [Fact]
    public async Task Statements_outside_a_transaction_are_run_so_and_a_partial_migration_is_gone_on_with()
    {
        await using var host = await StartAsync();
        var (whole, partial) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        await using var next = host.Another<StagedDbContext>();
        await host.Database.ExecuteAsync(
            partial.Schema, $"CREATE TABLE {host.Database.Table(partial.Schema, "stage_two")} (in_the_way int)");
        await next.Migrator.RunAsync(new() { Filter = w => w.Id == partial.Id }, cancellationToken: Token);
        await host.Database.ExecuteAsync(partial.Schema, $"DROP TABLE {host.Database.Table(partial.Schema, "stage_two")}");
        var script = await next.Migrator.ScriptAsync(cancellationToken: Token);

        await host.Database.RunScriptAsync(script);
        await host.Database.RunScriptAsync(script);

        (await host.GetWorkspaceAsync(whole.Id)).SchemaVersion.Should().Be(Staged);
        (await host.GetWorkspaceAsync(partial.Id)).LastError.Should().BeNull();
        (await ShapeAsync(host, partial))
            .Should().Equal(await ShapeAsync(host, whole)).And.Contain(line => line.Contains("stage_five", StringComparison.Ordinal));
        (await next.Migrator.GetStatusAsync(Token)).Behind.Should().BeEmpty();
        (await next.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue();
    }

    private static async Task<IEnumerable<string>> ShapeAsync(TestHost host, Workspace workspace)
        => (await host.Database.DescribeAsync(workspace.Schema))
            .Select(line => line.Replace(workspace.Schema.Name, "ws", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
}
