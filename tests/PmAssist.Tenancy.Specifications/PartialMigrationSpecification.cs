using FluentAssertions;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace PmAssist.Tenancy.Specifications;

/// <summary>
/// A migration with statements outside a transaction: what it committed stays, is reported, and the next run goes on there.
/// </summary>
public abstract class PartialMigrationSpecification(ITestServer server) : Specification(server)
{
    private const string V1 = "20260101000000_SpecInitial";
    private const string Staged = "20260301000000_Stages";

    private static readonly string[] Stages = ["stage_five", "stage_one", "stage_three", "stage_two"];

    [Fact]
    public async Task It_is_applied_as_a_whole_where_nothing_goes_wrong()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var next = host.Another<StagedDbContext>();

        var report = await next.Migrator.RunAsync(cancellationToken: Token);
        var provisioned = await next.CreateWorkspaceAsync();

        report.Results.Should().ContainSingle().Which.Outcome.Should().Be(WorkspaceMigrationOutcome.Migrated);
        await ShouldBeMigratedAsync(next, workspace);
        await ShouldBeMigratedAsync(next, provisioned);
    }

    [Fact]
    public async Task A_failure_leaves_it_partial_and_the_next_run_goes_on_there()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var next = host.Another<StagedDbContext>();
        await host.Database.ExecuteAsync(
            workspace.Schema, $"CREATE TABLE {host.Database.Table(workspace.Schema, "stage_two")} (in_the_way int)");

        var result = (await next.Migrator.RunAsync(cancellationToken: Token)).Failures.Should().ContainSingle().Subject;

        result.Outcome.Should().Be(WorkspaceMigrationOutcome.Partial);
        result.Error!.Message.Should().Match($"The migration {Staged} stopped at its statement 2*resumes there.*The statement: *");
        var row = await host.GetWorkspaceAsync(workspace.Id);
        (row.SchemaVersion, row.LastError).Should().Be((V1, result.Error.Message));
        (await next.Migrator.GetStatusAsync(Token)).Failed.Should().ContainSingle().Which.Id.Should().Be(workspace.Id);
        (await HistoryAsync(next, workspace)).Should().Equal(V1, $"{Staged}~up1");
        (await StagesAsync(host, workspace)).Should().Equal("stage_one", "stage_two");

        await host.Database.ExecuteAsync(workspace.Schema, $"DROP TABLE {host.Database.Table(workspace.Schema, "stage_two")}");
        (await next.Migrator.RunAsync(cancellationToken: Token)).Results.Should().ContainSingle().Which.Outcome
            .Should().Be(WorkspaceMigrationOutcome.Migrated);
        await ShouldBeMigratedAsync(next, workspace);
    }

    [Fact]
    public async Task What_ran_outside_the_transaction_is_not_run_again()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();

        // The last stretch is rolled back with the seeding after both statements outside.
        await using (var failing = host.Another<StagedDbContext>(
            tenancy => tenancy.ConfigureContext((_, options) => options.UseAsyncSeeding(
            (_, _, _) => throw new InvalidOperationException("The seeding fails.")))))
        {
            (await failing.Migrator.RunAsync(cancellationToken: Token)).Failures.Should().ContainSingle()
                .Which.Outcome.Should().Be(WorkspaceMigrationOutcome.Partial);
            (await HistoryAsync(failing, workspace)).Should().Equal(V1, $"{Staged}~up4");
        }

        await using var next = host.Another<StagedDbContext>();
        var verification = await next.Migrator.VerifyAsync(Token);
        verification.IsClean.Should().BeTrue("the catalogue has what was committed");
        (await next.Migrator.GetStatusAsync(Token)).Behind.Should().ContainSingle("a schema inside a migration is like no other");
        (await next.Migrator.RunAsync(cancellationToken: Token)).Succeeded.Should().BeTrue();

        await ShouldBeMigratedAsync(next, workspace);
    }

    [Fact]
    public async Task Cancelled_it_is_partial_and_the_next_run_completes_it()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using (var cancelled = host.Another<StagedDbContext>(
            tenancy => tenancy.ConfigureContext((_, options) => options.UseAsyncSeeding(
            async (_, _, token) =>
            {
                await cancellation.CancelAsync();
                token.ThrowIfCancellationRequested();
            }))))
        {
            var report = await cancelled.Migrator.RunAsync(cancellationToken: cancellation.Token);
            report.Results.Should().ContainSingle().Which.Outcome.Should().Be(WorkspaceMigrationOutcome.Partial);
        }

        await using var next = host.Another<StagedDbContext>();
        (await next.Migrator.RunAsync(cancellationToken: Token)).Succeeded.Should().BeTrue();
        await ShouldBeMigratedAsync(next, workspace);
    }

    [Fact]
    public async Task Several_runs_at_once_apply_it_once()
    {
        await using var host = await StartAsync();
        var workspaces = new List<Workspace>();
        for (var i = 0; i < 6; i++)
        {
            workspaces.Add(await host.CreateWorkspaceAsync());
        }

        await using var first = host.Another<StagedDbContext>();
        await using var second = host.Another<StagedDbContext>();

        var reports = await Task.WhenAll(
            first.Migrator.RunAsync(new() { CanaryCount = 0 }, cancellationToken: Token),
            second.Migrator.RunAsync(new() { CanaryCount = 0 }, cancellationToken: Token),
            first.Migrator.RunAsync(new() { CanaryCount = 0 }, cancellationToken: Token));

        reports.Should().OnlyContain(r => r.Succeeded);
        foreach (var workspace in workspaces)
        {
            await ShouldBeMigratedAsync(first, workspace);
            (await host.AuditAsync(workspace.Id)).Should().ContainSingle(e => e.Action == "workspace.migrated");
        }
    }

    [Fact]
    public async Task Taken_back_half_way_it_has_to_be_finished_in_that_direction()
    {
        await using var host = await StartAsync();
        await using var next = host.Another<StagedDbContext>();
        var workspace = await next.CreateWorkspaceAsync();
        await host.Database.ExecuteAsync(workspace.Schema, $"DROP TABLE {host.Database.Table(workspace.Schema, "stage_two")}");

        await FluentActions.Awaiting(() => next.Migrator.MigrateAsync(workspace.Id, V1, Token))
            .Should().ThrowAsync<WorkspaceMigrationException>().WithMessage($"*{Staged} stopped at its statement 3*");
        (await HistoryAsync(next, workspace)).Should().Equal(V1, Staged, $"{Staged}~down2");

        await next.Migrator.VerifyAsync(Token);
        (await next.Migrator.GetStatusAsync(Token)).Behind.Should().ContainSingle();
        (await next.Migrator.RunAsync(cancellationToken: Token)).Failures.Should().ContainSingle()
            .Which.Error!.Message.Should().Match("*being reverted*Finish it first*");

        await host.Database.ExecuteAsync(workspace.Schema, $"CREATE TABLE {host.Database.Table(workspace.Schema, "stage_two")} (a int)");
        await next.Migrator.MigrateAsync(workspace.Id, V1, Token);
        (await StagesAsync(host, workspace)).Should().BeEmpty();
        (await HistoryAsync(next, workspace)).Should().Equal(V1);
        (await next.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue();
    }

    private static async Task ShouldBeMigratedAsync(TestHost host, Workspace workspace)
    {
        var row = await host.GetWorkspaceAsync(workspace.Id);
        (row.SchemaVersion, row.LastError).Should().Be((Staged, null));
        (await HistoryAsync(host, workspace)).Should().Equal(V1, Staged);
        (await StagesAsync(host, workspace)).Should().Equal(Stages);
        (await host.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue();
        await using var lease = await host.RentAsync<StagedDbContext>(workspace);
        (await lease.Context.Database.SqlQueryRaw<int>(
            $"SELECT a AS \"Value\" FROM {host.Database.Table(workspace.Schema, "stage_three")}").ToListAsync(Token))
            .Should().Equal([4], "the statement outside the transaction ran once");
    }

    private static async Task<IEnumerable<string>> HistoryAsync(TestHost host, Workspace workspace)
    {
        await using var lease = await host.RentAsync<StagedDbContext>(workspace);
        return (await lease.Context.Database.GetAppliedMigrationsAsync(Token)).Order(StringComparer.Ordinal);
    }

    private static async Task<IEnumerable<string>> StagesAsync(TestHost host, Workspace workspace)
    {
        var lines = await host.Database.DescribeAsync(workspace.Schema);
        return Stages.Where(stage => lines.Any(line => line.Contains(stage, StringComparison.Ordinal)));
    }
}
