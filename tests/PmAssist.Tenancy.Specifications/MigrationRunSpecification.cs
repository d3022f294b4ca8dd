using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Specifications;

/// <summary>How a run over many workspaces is steered, and what contexts do while it goes on.</summary>
public abstract class MigrationRunSpecification(ITestServer server) : Specification(server)
{
    private const string V1 = "20260101000000_SpecInitial";
    private const string Late = "20260115000000_AddDueDate";
    private const string V2 = "20260201000000_AddPriority";

    [Fact]
    public async Task A_failed_canary_stops_the_run()
    {
        await using var host = await StartAsync();
        var workspaces = await CreateAsync(host, 4);
        await BreakAsync(host, workspaces[0]);
        await using var next = host.Another<SpecDbContextV2>();

        var report = await next.Migrator.RunAsync(new() { CanaryCount = 1 }, cancellationToken: Token);

        report.Stop.Should().Be(RunStop.CanaryFailed);
        report.Succeeded.Should().BeFalse();
        report.Results.Select(r => r.Outcome).Should().BeEquivalentTo(
            [WorkspaceMigrationOutcome.Failed, WorkspaceMigrationOutcome.Skipped, WorkspaceMigrationOutcome.Skipped,
                WorkspaceMigrationOutcome.Skipped]);

        (await host.AuditAsync(workspaces[0].Id)).Last(e => e.Action == "workspace.migration_failed").Details
            .Should().Contain("canary").And.Contain("SpecDbContextV2").And.Contain(V2).And.Contain("labels");
    }

    [Fact]
    public async Task A_run_after_a_failed_canary_begins_with_it_in_any_process_and_one_after_another_failure_does_not()
    {
        await using var host = await StartAsync();
        var workspaces = await CreateAsync(host, 4);
        await BreakAsync(host, workspaces[2]);
        await using (var next = host.Another<SpecDbContextV2>())
        {
            var first = await next.Migrator.RunAsync(new() { Canaries = [workspaces[2].Id] }, cancellationToken: Token);
            first.Stop.Should().Be(RunStop.CanaryFailed);
            first.Results.Count(r => r.Outcome == WorkspaceMigrationOutcome.Skipped).Should().Be(3);
        }

        await using var other = host.Another<SpecDbContextV2>();
        var second = await other.Migrator.RunAsync(cancellationToken: Token);
        second.Stop.Should().Be(RunStop.CanaryFailed);
        second.Failures.Should().ContainSingle().Which.WorkspaceId.Should().Be(workspaces[2].Id);

        (await other.Migrator.RunAsync(new() { CanaryCount = 0 }, cancellationToken: Token)).Stop.Should().Be(RunStop.None);
        await CreateAsync(host, 2);
        (await other.Migrator.RunAsync(cancellationToken: Token)).Stop
            .Should().Be(RunStop.None, "it failed last as one of many, so another one is the canary");

        await MendAsync(host, workspaces[2]);
        (await other.Migrator.RunAsync(cancellationToken: Token)).Succeeded.Should().BeTrue();
    }

    [Fact]
    public async Task Canaries_that_are_named_go_first_in_their_order()
    {
        await using var host = await StartAsync();
        var workspaces = await CreateAsync(host, 5);
        await using var next = host.Another<SpecDbContextV2>();
        var order = new List<Guid>();
        var progress = new Order(order);

        var nobody = Guid.NewGuid();
        (await FluentActions.Awaiting(() => next.Migrator.RunAsync(new() { Canaries = [nobody] }, progress, Token))
            .Should().ThrowAsync<WorkspaceNotFoundException>()).Which.WorkspaceId.Should().Be(nobody);
        order.Should().BeEmpty();
        var report = await next.Migrator.RunAsync(
            new() { Canaries = [workspaces[3].Id, workspaces[1].Id, workspaces[3].Id] }, progress, Token);

        report.Succeeded.Should().BeTrue();
        order.Take(2).Should().Equal(workspaces[3].Id, workspaces[1].Id);
        order.Should().HaveCount(5);
    }

    [Fact]
    public async Task A_fleet_is_taken_back_to_a_target_with_the_same_report()
    {
        await using var host = await StartAsync();
        var workspaces = await CreateAsync(host, 4);
        await using var merged = host.Another<SpecDbContextV3>();
        await merged.Migrator.MigrateAsync(workspaces[0].Id, Late, Token);
        foreach (var workspace in workspaces.Skip(2))
        {
            await merged.Migrator.MigrateAsync(workspace.Id, cancellationToken: Token);
        }

        (await FluentActions.Awaiting(() => merged.Migrator.RunAsync(new() { TakeBack = true }, cancellationToken: Token))
            .Should().ThrowAsync<InvalidInputException>()).Which.Field.Should().Be(nameof(WorkspaceMigrationOptions.TargetMigration));
        var dry = await merged.Migrator.RunAsync(
            new() { TargetMigration = Late, TakeBack = true, DryRun = true }, cancellationToken: Token);
        dry.Results.Should().HaveCount(3).And.OnlyContain(r => r.Outcome == WorkspaceMigrationOutcome.Planned && r.ToVersion == Late);

        var report = await merged.Migrator.RunAsync(new() { TargetMigration = Late, TakeBack = true }, cancellationToken: Token);

        (report.Succeeded, report.TargetVersion).Should().Be((true, Late));
        report.Results.Select(r => (r.Outcome, r.FromVersion, r.ToVersion)).Should().BeEquivalentTo(new[]
        {
            (WorkspaceMigrationOutcome.Migrated, V1, Late), (WorkspaceMigrationOutcome.Migrated, V2, Late),
            (WorkspaceMigrationOutcome.Migrated, V2, Late),
        });
        foreach (var workspace in workspaces)
        {
            string.Join('\n', await host.Database.DescribeAsync(workspace.Schema)).Should().Contain("DueDate").And.NotContain("Priority");
            (await host.GetWorkspaceAsync(workspace.Id)).SchemaVersion.Should().Be(Late);
        }

        (await merged.Migrator.RunAsync(new() { TargetMigration = Late, TakeBack = true }, cancellationToken: Token)).Results
            .Should().BeEmpty();
        (await merged.Migrator.RunAsync(cancellationToken: Token)).Results.Should().HaveCount(4).And.OnlyContain(r => r.ToVersion == V2);
        (await merged.Migrator.RunAsync(new() { TargetMigration = "0", TakeBack = true }, cancellationToken: Token)).Succeeded
            .Should().BeTrue();
        (await host.GetWorkspaceAsync(workspaces[0].Id)).SchemaVersion.Should().BeNull();
    }

    [Fact]
    public async Task A_spent_error_budget_stops_the_run()
    {
        await using var host = await StartAsync();
        var workspaces = await CreateAsync(host, 5);
        foreach (var workspace in workspaces.Take(3))
        {
            await BreakAsync(host, workspace);
        }

        await using var next = host.Another<SpecDbContextV2>();
        var report = await next.Migrator.RunAsync(new() { CanaryCount = 0, MaxParallelism = 1, ErrorBudget = 1 }, cancellationToken: Token);

        report.Stop.Should().Be(RunStop.ErrorBudgetSpent);
        report.Failures.Should().HaveCount(2, "the second failure is one more than the budget");
        report.Results.Count(r => r.Outcome == WorkspaceMigrationOutcome.Skipped).Should().Be(3);
    }

    [Fact]
    public async Task One_of_fifty_that_fails_is_told_by_report_row_and_status_and_the_others_are_current()
    {
        await using var host = await StartAsync();
        var workspaces = await CreateAsync(host, 50);
        var victim = workspaces[23];
        await BreakAsync(host, victim);
        await using var next = host.Another<SpecDbContextV2>();

        var report = await next.Migrator.RunAsync(cancellationToken: Token);

        (report.Succeeded, report.Stop).Should().Be((false, RunStop.None));
        report.Results.Should().HaveCount(50);
        report.Results.Where(r => r.Outcome == WorkspaceMigrationOutcome.Migrated)
            .Should().HaveCount(49).And.OnlyContain(r => r.ToVersion == V2);
        var failure = report.Failures.Should().ContainSingle().Which;
        (failure.WorkspaceId, failure.Outcome, failure.ToVersion).Should().Be((victim.Id, WorkspaceMigrationOutcome.Failed, V1));
        failure.Error!.Message.Should().Contain("labels");
        (await host.GetWorkspaceAsync(victim.Id)).LastError.Should().Contain("labels");

        var status = await next.Migrator.GetStatusAsync(Token);
        (status.CurrentCount, status.BehindCount).Should().Be((49, 1));
        status.Versions.Select(v => (v.Version, v.Count)).Should().Equal((V2, 49), (V1, 1));
        var failed = status.Failed.Should().ContainSingle().Which;
        (failed.Id, failed.SchemaVersion).Should().Be((victim.Id, V1));
        failed.LastError.Should().Contain("labels");
        (await next.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue("a failure changed neither side");
        foreach (var workspace in workspaces)
        {
            var priority = (await host.Database.DescribeAsync(workspace.Schema))
                .Any(line => line.Contains("Priority", StringComparison.Ordinal));
            priority.Should().Be(workspace != victim, "the failed step was rolled back");
        }
    }

    [Fact]
    public async Task A_run_takes_a_filter_a_target_and_can_be_dry()
    {
        await using var host = await StartAsync();
        var workspaces = await CreateAsync(host, 3);
        await using var merged = host.Another<SpecDbContextV3>();

        var dry = await merged.Migrator.RunAsync(new() { DryRun = true }, cancellationToken: Token);
        dry.Succeeded.Should().BeTrue("it says what is planned");
        dry.Results.Should().HaveCount(3).And.OnlyContain(r =>
            r.Outcome == WorkspaceMigrationOutcome.Planned && r.FromVersion == V1 && r.ToVersion == V2);
        (await host.GetWorkspaceAsync(workspaces[0].Id)).SchemaVersion.Should().Be(V1);

        var some = await merged.Migrator.RunAsync(
            new() { TargetMigration = "AddDueDate", Filter = w => w.Id != workspaces[2].Id }, cancellationToken: Token);
        some.TargetVersion.Should().Be(Late);
        some.Results.Should().HaveCount(2).And.OnlyContain(r => r.ToVersion == Late);
        (await merged.Migrator.RunAsync(new() { TargetMigration = Late, Filter = w => w.Id != workspaces[2].Id }, cancellationToken: Token))
            .Results.Should().BeEmpty("both are there already");

        await merged.Migrator.MigrateAsync(workspaces[2].Id, cancellationToken: Token);
        await merged.Migrator.RunAsync(new() { TargetMigration = Late }, cancellationToken: Token);
        (await host.GetWorkspaceAsync(workspaces[2].Id)).SchemaVersion.Should().Be(V2, "a run takes nothing back");

        await FluentActions.Awaiting(() => merged.Migrator.RunAsync(new() { TargetMigration = "NoSuchThing" }, cancellationToken: Token))
            .Should().ThrowAsync<WorkspaceMigrationException>().WithMessage("*NoSuchThing*AddDueDate*");
        await FluentActions.Awaiting(() => merged.Migrator.RunAsync(new() { MaxParallelism = 0 }, cancellationToken: Token))
            .Should().ThrowAsync<ArgumentOutOfRangeException>();
    }

    [Fact]
    public async Task A_cancelled_run_leaves_each_workspace_before_or_after_its_migration()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var host = await StartAsync();
        var workspaces = await CreateAsync(host, 5);
        await using var next = host.Another<SpecDbContextV2>(tenancy => tenancy.ConfigureContext((_, options) => options.UseAsyncSeeding(
            async (_, _, token) =>
            {
                // In the middle of the second workspace: its tables are made, nothing is committed.
                if (Interlocked.Increment(ref _seeded) == 2)
                {
                    await cancellation.CancelAsync();
                    token.ThrowIfCancellationRequested();
                }
            })));

        var report = await next.Migrator.RunAsync(new() { MaxParallelism = 1 }, cancellationToken: cancellation.Token);

        report.Stop.Should().Be(RunStop.Canceled);
        report.Results.Count(r => r.Outcome == WorkspaceMigrationOutcome.Migrated).Should().Be(1);
        report.Results.Count(r => r.Outcome == WorkspaceMigrationOutcome.Skipped).Should().Be(4);
        foreach (var workspace in workspaces)
        {
            var described = await host.Database.DescribeAsync(workspace.Schema);
            var migrated = (await host.GetWorkspaceAsync(workspace.Id)).SchemaVersion == V2;
            described.Any(line => line.Contains("labels", StringComparison.Ordinal)).Should().Be(migrated);
        }

        await using var resumed = host.Another<SpecDbContextV2>();
        (await resumed.Migrator.RunAsync(cancellationToken: Token)).Results.Should().HaveCount(4).And.OnlyContain(
            r => r.Outcome == WorkspaceMigrationOutcome.Migrated);
    }

    [Fact]
    public async Task A_workspace_made_by_the_old_version_during_a_run_is_not_left_behind()
    {
        await using var host = await StartAsync();
        await CreateAsync(host, 2);
        Workspace? late = null;
        await using var next = host.Another<SpecDbContextV2>();
        var progress = new Callback(() => late ??= host.CreateWorkspaceAsync("Late").GetAwaiter().GetResult());

        var report = await next.Migrator.RunAsync(progress: progress, cancellationToken: Token);

        report.Results.Should().HaveCount(3);
        (await host.GetWorkspaceAsync(late!.Id)).SchemaVersion.Should().Be(V2);
        (await next.Migrator.GetStatusAsync(Token)).Behind.Should().BeEmpty();
    }

    [Fact]
    public async Task A_workspace_deleted_during_a_run_does_no_harm()
    {
        await using var host = await StartAsync();
        var workspaces = await CreateAsync(host, 3);
        await using var next = host.Another<SpecDbContextV2>();
        var deleted = false;
        var progress = new Callback(() =>
        {
            if (!deleted)
            {
                deleted = true;
                host.WithAsync<IWorkspaceService, bool>(async w =>
                {
                    await w.DeleteAsync(workspaces[2].Id, cancellationToken: Token);
                    return true;
                }).GetAwaiter().GetResult();
            }
        });

        var report = await next.Migrator.RunAsync(new() { MaxParallelism = 1 }, progress, Token);

        report.Results.Count(r => r.Outcome == WorkspaceMigrationOutcome.Migrated).Should().Be(2);
        report.Results.Count(r => r.Outcome == WorkspaceMigrationOutcome.Skipped).Should().Be(1);
        report.Failures.Should().BeEmpty();
        report.Succeeded.Should().BeTrue("all that are there are migrated");
        (await host.Database.ExistsAsync(workspaces[2].Schema)).Should().BeFalse("the run did not bring it back");
    }

    [Fact]
    public async Task A_progress_handler_that_throws_ends_the_run_and_what_is_done_stays_done()
    {
        await using var host = await StartAsync();
        await CreateAsync(host, 3);
        await using var next = host.Another<SpecDbContextV2>();

        await FluentActions.Awaiting(() => next.Migrator.RunAsync(
                new() { MaxParallelism = 1 }, new Callback(() => throw new TimeoutException("told")), Token))
            .Should().ThrowAsync<TimeoutException>().WithMessage("told");

        var status = await next.Migrator.GetStatusAsync(Token);
        (status.CurrentCount, status.BehindCount, status.Failed.Count).Should().Be((1, 2, 0));
    }

    [Fact]
    public async Task The_fleets_status_is_one_call()
    {
        await using var host = await StartAsync();
        var workspaces = await CreateAsync(host, 4);
        await using var next = host.Another<SpecDbContextV2>();
        await BreakAsync(host, workspaces[3]);
        await next.Migrator.RunAsync(new() { CanaryCount = 0, Filter = w => w.Id != workspaces[0].Id }, cancellationToken: Token);

        var status = await next.Migrator.GetStatusAsync(Token);

        (status.TargetVersion, status.CurrentCount, status.BehindCount).Should().Be((V2, 2, 2));
        status.Versions.Select(v => (v.Version, v.Count)).Should().Equal((V2, 2), (V1, 2));
        status.Failed.Should().ContainSingle().Which.Id.Should().Be(workspaces[3].Id);
    }

    [Fact]
    public async Task Verification_reads_the_truth_and_corrects_the_catalogue()
    {
        await using var host = await StartAsync();
        var workspaces = await CreateAsync(host, 4);
        await using var next = host.Another<SpecDbContextV2>();
        await next.Migrator.RunAsync(cancellationToken: Token);
        (await next.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue();

        await host.WithAsync<MasterDbContext, int>(master => master.Workspaces.Where(w => w.Id == workspaces[0].Id).ExecuteUpdateAsync(
            set => set.SetProperty(w => w.SchemaVersion, V1).SetProperty(w => w.SchemaFingerprint, "wrong"), Token));
        await host.Database.LoseAsync(workspaces[1].Schema);
        await host.Database.ExecuteAsync(
            workspaces[2].Schema, $"DROP TABLE {host.Database.Table(workspaces[2].Schema, "__EFMigrationsHistory")}");

        var verification = await next.Migrator.VerifyAsync(Token);

        verification.Checked.Should().Be(4);
        verification.Missing.Should().ContainSingle().Which.Id.Should().Be(workspaces[1].Id);
        verification.Repaired.Select(m => (m.WorkspaceId, m.CatalogueVersion, m.ActualVersion)).Should().BeEquivalentTo(
            new[] { (workspaces[0].Id, V1, V2), (workspaces[2].Id, V2, null) });
        var status = await next.Migrator.GetStatusAsync(Token);
        status.Behind.Should().ContainSingle().Which.Id.Should().Be(workspaces[2].Id);
        status.Missing.Should().ContainSingle().Which.Id.Should().Be(workspaces[1].Id);
    }

    [Fact]
    public async Task A_missing_schema_is_recorded_and_its_workspace_cannot_be_entered()
    {
        await using var host = await StartAsync();
        var (lost, found) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        await (await host.RentAsync(lost)).DisposeAsync();
        await host.Database.LoseAsync(lost.Schema);
        (await host.Migrator.GetStatusAsync(Token)).CurrentCount.Should().Be(1, "the status compares with what is there");

        (await host.Migrator.VerifyAsync(Token)).Missing.Should().ContainSingle().Which.Id.Should().Be(lost.Id);

        var row = await host.GetWorkspaceAsync(lost.Id);
        (row.SchemaVersion, row.SchemaFingerprint).Should().Be((null, null));
        var status = await host.Migrator.GetStatusAsync(Token);
        (status.CurrentCount, status.BehindCount, status.AheadCount, status.Missing.Count).Should().Be((1, 0, 0, 1));
        status.Failed.Should().ContainSingle().Which.LastError.Should().Match($"*{lost.Schema}*not in the database*Restore it*");
        (await host.AuditAsync(lost.Id)).Should().ContainSingle(e => e.Action == "workspace.schema_missing");
        foreach (var policy in Enum.GetValues<OutdatedWorkspacePolicy>())
        {
            await using var asking = host.Another(t => t.Configure(o => o.OutdatedWorkspace = policy));
            await FluentActions.Awaiting(() => asking.RentAsync(lost))
                .Should().ThrowAsync<WorkspaceUnavailableException>().WithMessage($"*{lost.Schema}*not in the database*");
            await (await asking.RentAsync(found)).DisposeAsync();
        }

        await FluentActions.Awaiting(() => host.RentAsync(lost))
            .Should().ThrowAsync<WorkspaceUnavailableException>("the process itself forgets what it knew");
        (await host.Migrator.VerifyAsync(Token)).Missing.Should().ContainSingle();
        (await host.GetWorkspaceAsync(lost.Id)).Version.Should().Be(row.Version, "it is recorded once");
        (await host.Database.ExistsAsync(lost.Schema)).Should().BeFalse();
    }

    [Fact]
    public async Task A_schema_that_is_there_again_is_found_by_the_next_verification()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.WithAsync<MasterDbContext, int>(master => master.Workspaces.Where(w => w.Id == workspace.Id).ExecuteUpdateAsync(
            set => set.SetProperty(w => w.SchemaVersion, (string?)null)
                .SetProperty(w => w.SchemaFingerprint, (string?)null)
                .SetProperty(w => w.LastError, "The schema is not in the database."),
            Token));

        // Restored from a backup made before the last migration.
        await using var next = host.Another<SpecDbContextV2>();
        (await next.Migrator.VerifyAsync(Token)).Repaired.Should().ContainSingle()
            .Which.Should().BeEquivalentTo(new { WorkspaceId = workspace.Id, CatalogueVersion = (string?)null, ActualVersion = V1 });

        var row = await host.GetWorkspaceAsync(workspace.Id);
        (row.SchemaFingerprint, row.LastError).Should().Be((workspace.SchemaFingerprint, null));
        await (await host.RentAsync(workspace)).DisposeAsync();
    }

    [Fact]
    public async Task A_schema_without_a_row_is_reported_and_left()
    {
        await using var host = await StartAsync();
        var (orphan, owned, failed) = (
            await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        await host.WithAsync<MasterDbContext, int>(async master =>
        {
            await master.Members.Where(m => m.WorkspaceId == orphan.Id).ExecuteDeleteAsync(Token);
            await master.Workspaces.Where(w => w.Id == failed.Id).ExecuteUpdateAsync(
                set => set.SetProperty(w => w.Status, WorkspaceStatus.Failed).SetProperty(w => w.DbSchemaName, (string?)null), Token);
            return await master.Workspaces.Where(w => w.Id == orphan.Id).ExecuteDeleteAsync(Token);
        });

        var verification = await host.Migrator.VerifyAsync(Token);

        verification.Orphans.Should().Contain(orphan.Schema).And.NotContain([owned.Schema, failed.Schema]);
        (verification.Checked, verification.IsClean).Should().Be((1, true));
        (await host.Database.ExistsAsync(orphan.Schema)).Should().BeTrue();
        await host.Database.LoseAsync(orphan.Schema);
    }

    [Fact]
    public async Task Two_versions_side_by_side_follow_their_policies()
    {
        await using var host = await StartAsync();
        var (first, second) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());

        await using (var refusing = host.Another<SpecDbContextV2>(
            t => t.Configure(o => o.OutdatedWorkspace = OutdatedWorkspacePolicy.Refuse)))
        {
            await FluentActions.Awaiting(() => refusing.RentAsync<SpecDbContextV2>(first))
                .Should().ThrowAsync<WorkspaceUnavailableException>().WithMessage($"*{V1}*{V2}*");
            await FluentActions.Awaiting(() => refusing.Scopes.CreateScopeAsync(first.Id, Token))
                .Should().ThrowAsync<WorkspaceUnavailableException>();
        }

        await using (var allowing = host.Another<SpecDbContextV2>())
        await using (var lease = await allowing.RentAsync<SpecDbContextV2>(first))
        {
            (await lease.Context.Agents.CountAsync(Token)).Should().Be(0);
        }

        await using (var migrating = host.Another<SpecDbContextV2>(
            t => t.Configure(o => o.OutdatedWorkspace = OutdatedWorkspacePolicy.Migrate)))
        {
            var leases = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => migrating.RentAsync<SpecDbContextV2>(first)));
            foreach (var lease in leases)
            {
                await lease.DisposeAsync();
            }
        }

        (await host.GetWorkspaceAsync(first.Id)).SchemaVersion.Should().Be(V2);
        (await host.GetWorkspaceAsync(second.Id)).SchemaVersion.Should().Be(V1, "nobody asked for it");
        (await host.AuditAsync(first.Id)).Should().ContainSingle(e => e.Action == "workspace.migrated");

        // The old version of the host, still running or rolled back to, finds the first workspace ahead of it.
        await using var old = host.Another(t => t.Configure(o => o.OutdatedWorkspace = OutdatedWorkspacePolicy.Migrate));
        await using (var lease = await old.RentAsync(first))
        {
            lease.Context.WorkspaceId.Should().Be(first.Id);
        }

        await using var strict = host.Another(t => t.Configure(o => o.OutdatedWorkspace = OutdatedWorkspacePolicy.Refuse));
        await FluentActions.Awaiting(() => strict.RentAsync(first)).Should().ThrowAsync<WorkspaceUnavailableException>();
        await (await strict.RentAsync(second)).DisposeAsync();
    }

    private int _seeded;

    private static async Task<List<Workspace>> CreateAsync(TestHost host, int count)
    {
        var workspaces = new List<Workspace>();
        for (var i = 0; i < count; i++)
        {
            workspaces.Add(await host.CreateWorkspaceAsync());
        }

        return workspaces;
    }

    /// <summary>Puts a table in the migration's way.</summary>
    private static Task BreakAsync(TestHost host, Workspace workspace)
        => host.Database.ExecuteAsync(
            workspace.Schema, $"CREATE TABLE {host.Database.Table(workspace.Schema, "labels")} (in_the_way int)");

    private static Task MendAsync(TestHost host, Workspace workspace)
        => host.Database.ExecuteAsync(workspace.Schema, $"DROP TABLE {host.Database.Table(workspace.Schema, "labels")}");

    private sealed class Order(List<Guid> into) : IProgress<RunProgress<WorkspaceMigrationResult>>
    {
        public void Report(RunProgress<WorkspaceMigrationResult> value) => into.Add(value.Latest.WorkspaceId);
    }

    private sealed class Callback(Action report) : IProgress<RunProgress<WorkspaceMigrationResult>>
    {
        private readonly Lock _lock = new();

        public void Report(RunProgress<WorkspaceMigrationResult> value)
        {
            lock (_lock)
            {
                report();
            }
        }
    }
}
