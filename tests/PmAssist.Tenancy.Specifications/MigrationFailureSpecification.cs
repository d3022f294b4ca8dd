using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using PmAssist.Tenancy.Specifications.Migrations;

namespace PmAssist.Tenancy.Specifications;

/// <summary>What is reported and recorded of a migration that did not come to its end.</summary>
public abstract class MigrationFailureSpecification(ITestServer server) : Specification(server)
{
    private const string V1 = "20260101000000_SpecInitial";
    private const string Late = "20260115000000_AddDueDate";
    private const string V2 = "20260201000000_AddPriority";
    private const string ByHandId = "20260401000000_ByHand";
    private const string Staged = "20260301000000_Stages";

    /// <summary>SQLite has no schemas: there a name needs none.</summary>
    protected virtual bool HasSchemas => true;

    [Fact]
    public Task A_migration_that_names_no_schema_is_refused_where_there_are_schemas_and_works_where_there_are_none()
        => HasSchemas ? NamesASchemaAsync() : NeedsNoSchemaAsync();

    private async Task NamesASchemaAsync()
    {
        const string Schema = WorkspaceSchema.TemplateName;
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var before = await host.Database.DescribeAsync(workspace.Schema);
        await RefusesAsync("'loose'", m => m.CreateTable("loose", t => new { id = t.Column<int>() }));
        await RefusesAsync(
            "'loose'",
            m => m.CreateTable("tight", t => new { id = t.Column<int>() }, Schema, t => t.ForeignKey("FK", x => x.id, "loose", "id")));
        await RefusesAsync("'projects'", m => m.AddColumn<int>("extra", "projects"));
        await RefusesAsync("'projects'", m => m.DropColumn("Rank", "projects"));
        await RefusesAsync("'projects'", m => m.AddForeignKey("FK", "tickets", "Rank", "projects", Schema, principalColumn: "Id"));
        await RefusesAsync("'projects'", m => m.CreateIndex("IX", "projects", "Name"));
        await RefusesAsync("'IX'", m => m.DropIndex("IX", "projects"));
        await RefusesAsync("'IX'", m => m.RenameIndex("IX", "IX2", "projects"));
        await RefusesAsync("'projects'", m => m.RenameTable("projects", newName: "plans", newSchema: Schema));
        await RefusesAsync("'plans'", m => m.RenameTable("projects", Schema, "plans"));
        await RefusesAsync("'projects'", m => m.InsertData("projects", ["Rank"], ["int"], [1]));
        await RefusesAsync("'numbers'", m => m.CreateSequence<int>("numbers"));
        await RefusesAsync("'numbers'", m => m.RestartSequence("numbers", 1));
        await RefusesAsync("'projects'", m => m.DropTable("projects"));

        ByHand.Write(
            m => m.CreateTable("tight", t => new { id = t.Column<int>() }, Schema),
            m => m.DropTable("tight"));
        await using var next = host.Another<UnnamedSchemaDbContext>();
        (await next.Migrator.MigrateAsync(workspace.Id, cancellationToken: Token)).ToVersion.Should().Be(ByHandId);
        var migrated = await host.GetWorkspaceAsync(workspace.Id);
        await FluentActions.Awaiting(() => next.Migrator.MigrateAsync(workspace.Id, V1, Token))
            .Should().ThrowAsync<WorkspaceMigrationException>().WithMessage($"*{ByHandId}*'tight'*without a schema*Nothing was changed*");
        (await host.GetWorkspaceAsync(workspace.Id)).Should().BeEquivalentTo(migrated);

        async Task RefusesAsync(string name, Action<MigrationBuilder> up)
        {
            ByHand.Write(up);
            await using var next = host.Another<UnnamedSchemaDbContext>();
            foreach (var call in new Func<Task>[]
            {
                () => next.Migrator.RunAsync(cancellationToken: Token),
                () => next.Migrator.MigrateAsync(workspace.Id, cancellationToken: Token),
                () => next.Migrator.ScriptAsync(cancellationToken: Token),
            })
            {
                await FluentActions.Awaiting(call).Should().ThrowAsync<WorkspaceMigrationException>()
                    .WithMessage($"*{ByHandId}*{name}*without a schema*{Schema}*Nothing was changed*");
            }

            (await host.Database.DescribeAsync(workspace.Schema)).Should().Equal(before);
            (await host.GetWorkspaceAsync(workspace.Id)).Should().BeEquivalentTo(workspace);
        }
    }

    private async Task NeedsNoSchemaAsync()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var before = await host.Database.DescribeAsync(workspace.Schema);
        ByHand.Write(m => m.CreateTable("loose", t => new { id = t.Column<int>() }), m => m.DropTable("loose"));
        await using var next = host.Another<UnnamedSchemaDbContext>();

        (await next.Migrator.RunAsync(cancellationToken: Token)).Succeeded.Should().BeTrue();
        (await host.Database.DescribeAsync(workspace.Schema)).Should().Contain(line => line.Contains("loose"));
        await next.Migrator.MigrateAsync(workspace.Id, V1, Token);
        (await host.Database.DescribeAsync(workspace.Schema)).Should().Equal(before);
    }

    [Fact]
    public async Task The_statement_that_failed_is_told_between_texts_that_hold_several()
    {
        const string Schema = WorkspaceSchema.TemplateName;
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();

        var projects = HasSchemas ? $"{Schema}.projects" : "projects";
        var generated = await FailAsync(m =>
        {
            m.Sql("SELECT 1; SELECT 2;");
            m.AddColumn<int>("extra", "projects", schema: Schema, nullable: true);
            m.Sql("SELECT ';'");
            m.AddColumn<int>("more", "projects", schema: Schema, nullable: true);
            m.AddColumn<int>("extra", "projects", schema: Schema, nullable: true);
            m.AddColumn<int>("last", "projects", schema: Schema, nullable: true);
            m.Sql("SELECT 3; SELECT 4");
        });
        var failure = generated.Error.Should().BeOfType<WorkspaceMigrationException>().Subject;
        failure.Statement.Should().StartWith("ALTER TABLE")
            .And.Contain("extra").And.Contain(HasSchemas ? workspace.Schema.Name : "projects");
        failure.Context.Should().Be(nameof(UnnamedSchemaDbContext));
        failure.Message.Should().Contain(ByHandId).And.Contain(failure.Statement!.TrimEnd().TrimEnd(';'));

        (await FailAsync(m =>
        {
            m.AddColumn<int>("extra", "projects", schema: Schema, nullable: true);
            m.Sql(
                $"DELETE FROM {projects} WHERE 1 = 0; DELETE FROM {projects} WHERE no_such_column = 1; DELETE FROM {projects} WHERE 1 = 0");
            m.AddColumn<int>("more", "projects", schema: Schema, nullable: true);
        })).Error.Should().BeOfType<WorkspaceMigrationException>().Which.Statement.Should().Contain("no_such_column");

        async Task<WorkspaceMigrationResult> FailAsync(Action<MigrationBuilder> up)
        {
            ByHand.Write(up);
            await using var next = host.Another<UnnamedSchemaDbContext>();
            return (await next.Migrator.RunAsync(cancellationToken: Token)).Failures.Should().ContainSingle().Subject;
        }
    }

    [Fact]
    public async Task A_mistyped_target_changes_nothing_and_marks_nothing_as_failed()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var next = host.Another<SpecDbContextV2>();

        await FluentActions.Awaiting(() => next.Migrator.MigrateAsync(workspace.Id, "Nope", Token))
            .Should().ThrowAsync<WorkspaceMigrationException>().WithMessage($"*'Nope'*{V1}, {V2}*");
        await FluentActions.Awaiting(() => next.Migrator.RunAsync(new() { TargetMigration = "Nope" }, cancellationToken: Token))
            .Should().ThrowAsync<WorkspaceMigrationException>().WithMessage("*'Nope'*");
        await FluentActions.Awaiting(() => next.Migrator.MigrateMasterAsync("Nope", Token))
            .Should().ThrowAsync<WorkspaceMigrationException>().WithMessage("*'Nope'*");
        await using (var lease = await next.RentAsync<SpecDbContextV2>(workspace))
        {
            await FluentActions.Awaiting(() => lease.Context.Database.MigrateAsync("Nope", Token))
                .Should().ThrowAsync<WorkspaceMigrationException>().WithMessage("*'Nope'*");
        }

        (await host.GetWorkspaceAsync(workspace.Id)).Should().BeEquivalentTo(workspace);
        (await host.AuditAsync(workspace.Id)).Should().NotContain(e => e.Action == "workspace.migration_failed");
        (await next.Migrator.GetStatusAsync(Token)).Failed.Should().BeEmpty();
    }

    [Fact]
    public async Task A_healthy_workspace_that_was_marked_as_failed_is_cleared_by_a_run_and_by_a_verification()
    {
        await using var host = await StartAsync();
        var (byRun, byVerification, broken) = (
            await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        await MarkAsync(host, byRun, "An old error.");

        var report = await host.Migrator.RunAsync(cancellationToken: Token);
        report.Results.Should().ContainSingle().Which.Outcome.Should().Be(WorkspaceMigrationOutcome.UpToDate);
        report.Succeeded.Should().BeTrue();
        (await host.GetWorkspaceAsync(byRun.Id)).LastError.Should().BeNull();

        await MarkAsync(host, byVerification, "An old error.");
        (await host.Migrator.VerifyAsync(Token)).Repaired.Should().ContainSingle().Which.WorkspaceId.Should().Be(byVerification.Id);
        (await host.GetWorkspaceAsync(byVerification.Id)).LastError.Should().BeNull();

        await using var next = host.Another<SpecDbContextV2>();
        await MarkAsync(host, broken, "It failed.");
        await next.Migrator.VerifyAsync(Token);
        (await host.GetWorkspaceAsync(broken.Id)).LastError
            .Should().Be("It failed.", "it is behind, and nothing says that it can be migrated");
    }

    [Fact]
    public async Task What_was_committed_before_a_failure_is_reported_and_recorded()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.Database.ExecuteAsync(
            workspace.Schema, $"CREATE TABLE {host.Database.Table(workspace.Schema, "stage_two")} (in_the_way int)");
        await using var next = host.Another<TwoStepsDbContext>();

        var result = (await next.Migrator.RunAsync(cancellationToken: Token)).Failures.Should().ContainSingle().Subject;

        (result.Outcome, result.FromVersion, result.ToVersion).Should().Be((WorkspaceMigrationOutcome.Partial, V1, Late));
        result.Error.Should().BeOfType<WorkspaceMigrationException>().Which.Message
            .Should().Match($"*{Staged} stopped at its statement 2*");
        var row = await host.GetWorkspaceAsync(workspace.Id);
        (row.SchemaVersion, row.LastError).Should().Be((Late, result.Error!.Message));
        (await next.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue("the catalogue has what was committed");
        var status = await next.Migrator.GetStatusAsync(Token);
        (status.CurrentCount, status.BehindCount, status.AheadCount).Should().Be((0, 1, 0));

        await host.Database.ExecuteAsync(workspace.Schema, $"DROP TABLE {host.Database.Table(workspace.Schema, "stage_two")}");
        (await next.Migrator.MigrateAsync(workspace.Id, cancellationToken: Token)).Should()
            .Match<WorkspaceMigrationResult>(
                r => r.Outcome == WorkspaceMigrationOutcome.Migrated && r.FromVersion == Late && r.ToVersion == Staged);
        (await next.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue();
    }

    [Fact]
    public async Task A_time_out_is_measured_by_the_hosts_clock_and_told_as_one()
    {
        var clock = new ManualClock();
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var next = Next(host, clock, async token =>
        {
            clock.Advance(TimeSpan.FromHours(3));
            await Task.Delay(Timeout.Infinite, token);
        });

        var report = await next.Migrator.RunAsync(new() { WorkspaceTimeout = TimeSpan.FromHours(2) }, cancellationToken: Token);

        var result = report.Failures.Should().ContainSingle().Subject;
        result.Error.Should().BeOfType<TimeoutException>().Which.Message
            .Should().Be("The workspace took longer than 02:00:00 and was rolled back.");
        (result.Outcome, result.ToVersion, result.Duration).Should().Be((WorkspaceMigrationOutcome.Failed, V1, TimeSpan.FromHours(3)));
        var row = await host.GetWorkspaceAsync(workspace.Id);
        (row.SchemaVersion, row.LastError).Should().Be((V1, result.Error!.Message));
    }

    [Fact]
    public async Task A_cancellation_from_inside_is_no_time_out()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var next = Next(host, TimeProvider.System, _ => throw new TaskCanceledException("The mail server gave up."));

        var report = await next.Migrator.RunAsync(new() { WorkspaceTimeout = TimeSpan.FromHours(2) }, cancellationToken: Token);

        var error = report.Failures.Should().ContainSingle().Which.Error.Should().BeOfType<WorkspaceMigrationException>().Subject;
        error.Message.Should().Match("*canceled from inside*").And.NotContain("took longer");
        error.InnerException!.Message.Should().Be("The mail server gave up.");
        report.Stop.Should().Be(RunStop.CanaryFailed, "nobody cancelled the run");
        (await host.GetWorkspaceAsync(workspace.Id)).LastError.Should().Be(error.Message);
        await FluentActions.Awaiting(() => next.Migrator.MigrateAsync(workspace.Id, cancellationToken: Token))
            .Should().ThrowAsync<WorkspaceMigrationException>().WithMessage("*canceled from inside*");
    }

    [Fact]
    public async Task The_callers_cancellation_is_neither_a_time_out_nor_a_failure()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();

        // As some drivers do, the cancelled call throws an error of its own.
        await using var next = Next(host, TimeProvider.System, async _ =>
        {
            await cancellation.CancelAsync();
            throw new InvalidOperationException("Operation cancelled by user.");
        });

        var report = await next.Migrator.RunAsync(
            new() { WorkspaceTimeout = TimeSpan.FromHours(2) }, cancellationToken: cancellation.Token);
        await FluentActions.Awaiting(() => next.Migrator.MigrateAsync(workspace.Id, cancellationToken: cancellation.Token))
            .Should().ThrowAsync<OperationCanceledException>();

        report.Stop.Should().Be(RunStop.Canceled);
        report.Results.Should().ContainSingle().Which.Outcome.Should().Be(WorkspaceMigrationOutcome.Skipped);
        report.Succeeded.Should().BeFalse("nothing skipped counts as done");
        (await host.GetWorkspaceAsync(workspace.Id)).Should().BeEquivalentTo(workspace);
    }

    [Fact]
    public async Task The_estimate_leaves_out_what_is_done_once_for_all()
    {
        var clock = new ManualClock();
        await using var host = await StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await host.CreateWorkspaceAsync();
        }

        // The first one takes as long as if the models were built in it.
        var turn = 0;
        await using var next = Next(host, clock, _ =>
        {
            clock.Advance(TimeSpan.FromSeconds(turn++ == 0 ? 1060 : 2));
            return Task.CompletedTask;
        });

        var told = new List<TimeSpan?>();
        await next.Migrator.RunAsync(new() { MaxParallelism = 1 }, new Estimates(told), Token);

        told.Should().Equal(null, TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(2), TimeSpan.Zero);
    }

    [Fact]
    public async Task A_time_out_that_no_timer_can_keep_is_refused()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var next = host.Another<SpecDbContextV2>();

        foreach (var timeout in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromDays(1.1), TimeSpan.MaxValue])
        {
            await FluentActions.Awaiting(() => next.Migrator.RunAsync(new() { WorkspaceTimeout = timeout }, cancellationToken: Token))
                .Should().ThrowAsync<ArgumentOutOfRangeException>().WithMessage("*WorkspaceTimeout*1 day*");
        }

        (await host.GetWorkspaceAsync(workspace.Id)).LastError.Should().BeNull();
    }

    private static Task<int> MarkAsync(TestHost host, Workspace workspace, string error)
        => host.WithAsync<MasterDbContext, int>(master => master.Workspaces.Where(w => w.Id == workspace.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(w => w.LastError, error), Token));

    /// <summary>A host of the next version, with code of its own at the end of each migration.</summary>
    private TestHost Next(TestHost host, TimeProvider clock, Func<CancellationToken, Task> seed)
        => TestHost.Create<SpecDbContextV2>(
            host.Database,
            tenancy => tenancy.ConfigureContext((_, options) => options.UseAsyncSeeding((_, _, token) => seed(token))),
            Mode,
            ownsDatabase: false,
            clock);

    private sealed class Estimates(List<TimeSpan?> into) : IProgress<RunProgress<WorkspaceMigrationResult>>
    {
        public void Report(RunProgress<WorkspaceMigrationResult> value) => into.Add(value.EstimatedRemaining);
    }
}
