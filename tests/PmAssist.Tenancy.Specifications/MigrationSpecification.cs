using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Specifications;

/// <summary>One plan, one lock per schema, a catalogue that agrees with every schema's own history.</summary>
public abstract class MigrationSpecification(ITestServer server) : Specification(server)
{
    private const string V1 = "20260101000000_SpecInitial";
    private const string Late = "20260115000000_AddDueDate";
    private const string V2 = "20260201000000_AddPriority";

    [Fact]
    public async Task A_run_brings_every_workspace_to_the_newest_version()
    {
        await using var host = await StartAsync();
        var workspaces = await CreateAsync(host, 3);
        await using var next = host.Another<SpecDbContextV2>();
        (await next.Migrator.GetStatusAsync(Token)).Behind.Select(w => w.Id).Should().BeEquivalentTo(workspaces.Select(w => w.Id));

        var progress = new List<RunProgress<WorkspaceMigrationResult>>();
        var report = await next.Migrator.RunAsync(new() { MaxParallelism = 2 }, new Collect(progress), Token);

        report.Succeeded.Should().BeTrue();
        report.TargetVersion.Should().Be(V2);
        report.Results.Should().HaveCount(3).And.OnlyContain(r =>
            r.Outcome == WorkspaceMigrationOutcome.Migrated && r.FromVersion == V1 && r.ToVersion == V2);
        progress.Should().HaveCount(3).And.Contain(p => p.Done == 3 && p.Remaining == 0 && p.Failed == 0);
        (await next.Migrator.GetStatusAsync(Token)).Behind.Should().BeEmpty();
        (await next.Migrator.RunAsync(cancellationToken: Token)).Results.Should().BeEmpty("there is nothing to do");
        foreach (var workspace in workspaces)
        {
            await AssertAgreesAsync(next, workspace.Id, V1, V2);
            (await host.AuditAsync(workspace.Id)).Should().ContainSingle(e => e.Action == "workspace.migrated");
        }
    }

    [Fact]
    public async Task Migrate_on_a_bound_context_is_the_same_plan()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var untouched = await host.CreateWorkspaceAsync();
        await using var next = host.Another<SpecDbContextV2>();

        await using (var lease = await Rent(next, workspace.Id))
        {
            (await lease.Context.Database.GetPendingMigrationsAsync(Token)).Should().Equal(V2);
            await lease.Context.Database.MigrateAsync(Token);
        }

        await AssertAgreesAsync(next, workspace.Id, V1, V2);
        await AssertAgreesAsync(host, untouched.Id, V1);
    }

    [Fact]
    public async Task A_migration_merged_late_still_counts_as_missing()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var next = host.Another<SpecDbContextV2>();
        await next.Migrator.RunAsync(cancellationToken: Token);
        await using var merged = host.Another<SpecDbContextV3>();

        (await merged.Migrator.GetStatusAsync(Token)).Behind.Should().ContainSingle();
        (await merged.Migrator.RunAsync(cancellationToken: Token)).Succeeded.Should().BeTrue();

        await AssertAgreesAsync(merged, workspace.Id, V1, Late, V2);
    }

    [Fact]
    public async Task A_migration_can_be_taken_back_on_one_workspace()
    {
        await using var host = await StartAsync();
        var workspaces = await CreateAsync(host, 2);
        await using var next = host.Another<SpecDbContextV2>();
        await next.Migrator.RunAsync(cancellationToken: Token);

        var result = await next.Migrator.MigrateAsync(workspaces[0].Id, V1, Token);

        result.ToVersion.Should().Be(V1);
        await AssertAgreesAsync(next, workspaces[0].Id, V1);
        await AssertAgreesAsync(next, workspaces[1].Id, V1, V2);
        (await DescribeAsync(host, workspaces[0])).Should().Equal(await DescribeAsync(host, await host.CreateWorkspaceAsync()));
    }

    [Fact]
    public async Task One_failure_does_not_stop_the_others_and_is_reported()
    {
        await using var host = await StartAsync();
        var workspaces = await CreateAsync(host, 4);
        var victim = workspaces[1];
        await host.Database.ExecuteAsync(
            victim.Schema, $"CREATE TABLE {host.Database.Table(victim.Schema, "labels")} (in_the_way int)");
        await using var next = host.Another<SpecDbContextV2>();

        var report = await next.Migrator.RunAsync(cancellationToken: Token);

        report.Succeeded.Should().BeFalse();
        report.Failures.Should().ContainSingle().Which.WorkspaceId.Should().Be(victim.Id);
        report.Failures.Single().Error!.Message.Should().Contain("labels");
        var row = await host.GetWorkspaceAsync(victim.Id);
        row.LastError.Should().Contain("labels");
        await AssertAgreesAsync(host, victim.Id, V1);
        foreach (var workspace in workspaces.Where(w => w.Id != victim.Id))
        {
            await AssertAgreesAsync(next, workspace.Id, V1, V2);
        }

        await host.Database.ExecuteAsync(victim.Schema, $"DROP TABLE {host.Database.Table(victim.Schema, "labels")}");
        (await next.Migrator.RunAsync(cancellationToken: Token)).Results.Should().ContainSingle(r => r.WorkspaceId == victim.Id);
        await AssertAgreesAsync(next, victim.Id, V1, V2);
        (await host.GetWorkspaceAsync(victim.Id)).LastError.Should().BeNull();
    }

    [Fact]
    public async Task Two_runs_at_once_do_no_harm()
    {
        await using var host = await StartAsync();
        var workspaces = await CreateAsync(host, 6);
        await using var one = host.Another<SpecDbContextV2>();
        await using var two = host.Another<SpecDbContextV2>();

        var reports = await Task.WhenAll(
            one.Migrator.RunAsync(cancellationToken: Token), two.Migrator.RunAsync(cancellationToken: Token));

        reports.Should().OnlyContain(r => r.Succeeded);
        foreach (var workspace in workspaces)
        {
            await AssertAgreesAsync(one, workspace.Id, V1, V2);
            (await host.AuditAsync(workspace.Id)).Should().ContainSingle(e => e.Action == "workspace.migrated", "it was migrated once");
        }
    }

    [Fact]
    public async Task A_schema_that_another_process_changes_is_waited_for_and_then_given_up()
    {
        var locked = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using var host = await StartAsync(tenancy => tenancy.ConfigureContext((_, options) => options.UseAsyncSeeding(
            async (_, _, _) =>
            {
                locked.SetResult();
                await release.Task;
            })));
        await using var impatient = host.Another(tenancy => tenancy.Configure(o => o.LockTimeout = TimeSpan.FromMilliseconds(200)));
        var id = Guid.NewGuid();

        var first = host.CreateWorkspaceAsync("Locked", id);
        await locked.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        await FluentActions.Awaiting(() => impatient.CreateWorkspaceAsync("Locked", id))
            .Should().ThrowAsync<SchemaLockedException>().WithMessage("*LockTimeout*");
        (await host.GetWorkspaceAsync(id)).Status.Should().Be(WorkspaceStatus.Provisioning, "somebody is at it");
        release.SetResult();

        (await first).Status.Should().Be(WorkspaceStatus.Active);
        (await host.GetWorkspaceAsync(id)).Status.Should().Be(WorkspaceStatus.Active);
    }

    [Fact]
    public async Task A_lost_schema_is_an_error_and_not_an_empty_workspace()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.Database.LoseAsync(workspace.Schema);
        await using var next = host.Another<SpecDbContextV2>();

        await FluentActions.Awaiting(() => next.Migrator.MigrateAsync(workspace.Id, cancellationToken: Token))
            .Should().ThrowAsync<WorkspaceMigrationException>().WithMessage("*Restore it from a backup*");
        (await host.Database.ExistsAsync(workspace.Schema)).Should().BeFalse();
    }

    [Fact]
    public async Task An_open_transaction_refuses_to_migrate()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var lease = await host.RentAsync(workspace);
        await using var transaction = await lease.Context.Database.BeginTransactionAsync(Token);
        await FluentActions.Awaiting(() => lease.Context.Database.MigrateAsync(Token)).Should().ThrowAsync<WorkspaceMigrationException>();
    }

    [Fact]
    public async Task A_context_without_migrations_is_refused_with_the_command_that_adds_one()
    {
        await using var host = await StartAsync();
        await using var empty = host.Another<NoMigrationsContext>();
        await FluentActions.Awaiting(() => empty.CreateWorkspaceAsync())
            .Should().ThrowAsync<WorkspaceMigrationException>().WithMessage("*dotnet ef migrations add Initial*");
    }

    [Fact]
    public async Task The_master_can_be_migrated_by_several_at_once_and_again()
    {
        var database = Server.CreateDatabase();
        await using var host = TestHost.Create<SpecDbContext>(database, configure: null);
        await using var other = host.Another();
        await Task.WhenAll(
            host.Migrator.MigrateMasterAsync(cancellationToken: Token), other.Migrator.MigrateMasterAsync(cancellationToken: Token));
        await host.WithAsync<MasterDbContext, bool>(async master =>
        {
            await master.Database.MigrateAsync(Token);
            (await master.Database.GetPendingMigrationsAsync(Token)).Should().BeEmpty();
            return true;
        });
        (await host.CreateWorkspaceAsync()).Status.Should().Be(WorkspaceStatus.Active);
    }

    private static async Task<List<Workspace>> CreateAsync(TestHost host, int count)
    {
        var workspaces = new List<Workspace>();
        for (var i = 0; i < count; i++)
        {
            workspaces.Add(await host.CreateWorkspaceAsync());
        }

        return workspaces;
    }

    private static Task<WorkspaceLease<SpecDbContextV2>> Rent(TestHost host, Guid id)
        => host.Services.GetRequiredService<IWorkspaceContextFactory<SpecDbContextV2>>().RentAsync(id, Token);

    private static Task<IReadOnlyList<string>> DescribeAsync(TestHost host, Workspace workspace)
        => host.Database.DescribeAsync(workspace.Schema);

    /// <summary>The catalogue's row, the schema's own history and its tables say the same.</summary>
    private static async Task AssertAgreesAsync(TestHost host, Guid id, params string[] versions)
    {
        var workspace = await host.GetWorkspaceAsync(id);
        await using var context = CreateBound(host, workspace);
        (await context.Database.GetAppliedMigrationsAsync(Token)).Should().Equal(versions);
        workspace.SchemaVersion.Should().Be(versions[^1]);
        var described = await host.Database.DescribeAsync(workspace.Schema);
        described.Any(line => line.Contains("Priority", StringComparison.Ordinal)).Should().Be(versions.Contains(V2));
        described.Any(line => line.Contains("DueDate", StringComparison.Ordinal)).Should().Be(versions.Contains(Late));
    }

    private static SpecDbContext CreateBound(TestHost host, Workspace workspace)
    {
        var options = new DbContextOptionsBuilder<SpecDbContext>().UseWorkspaceSchemas(host.Database.CreateProvider()).Options;
        var context = new SpecDbContext(options);
        context.BindTo(workspace.Schema);
        return context;
    }

    private sealed class Collect(List<RunProgress<WorkspaceMigrationResult>> into) : IProgress<RunProgress<WorkspaceMigrationResult>>
    {
        public void Report(RunProgress<WorkspaceMigrationResult> value)
        {
            lock (into)
            {
                into.Add(value);
            }
        }
    }

    private sealed class NoMigrationsContext(DbContextOptions<NoMigrationsContext> options) : WorkspaceDbContext(options);
}
