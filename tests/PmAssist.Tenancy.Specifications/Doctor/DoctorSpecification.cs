using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy.Specifications.Doctor;

/// <summary>What the doctor finds, what it does not, and what it repairs.</summary>
public abstract class DoctorSpecification(ITestServer server) : Specification(server)
{
    /// <summary>What somebody did to schemas of <see cref="DoctoredDbContext"/>.</summary>
    protected abstract IReadOnlyList<Drift> Drifts { get; }

    /// <summary>Which of them are repaired.</summary>
    protected abstract int SafeDrifts { get; }

    /// <summary>Names of the schema's tables in SQL.</summary>
    protected virtual string Prefix(WorkspaceSchema schema) => $"{schema}.";

    [Fact]
    public async Task Nothing_is_found_in_a_fleet_that_is_well()
    {
        await using var host = await StartAsync();
        var workspaces = new[] { await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync() };
        await using var doctored = await StartDoctoredAsync<DoctoredDbContext>();
        Workspace[] others = [await doctored.CreateWorkspaceAsync(), await doctored.CreateWorkspaceAsync()];

        (await FindAsync(host, workspaces)).Should().BeEmpty();
        (await FindAsync(doctored, others)).Should().BeEmpty();
    }

    [Fact]
    public async Task Nothing_is_found_in_schemas_that_older_migrations_made_and_newer_ones_brought_up()
    {
        await using var host = await StartDoctoredAsync<DoctoredDbContext>();
        var broughtUp = await host.CreateWorkspaceAsync();
        var behind = await host.CreateWorkspaceAsync();
        await using var next = host.Another<DoctoredDbContextV2>();
        await next.Migrator.MigrateAsync(broughtUp.Id, cancellationToken: Token);
        var atOnce = await next.CreateWorkspaceAsync();

        (await FindAsync(next, broughtUp, behind, atOnce)).Should().BeEmpty("the one that is behind is compared with its own version");

        await host.Database.ExecuteAsync(behind.Schema, $"DROP VIEW {Prefix(behind.Schema)}large_orders");
        (await FindAsync(next, behind))
            .Should().ContainSingle(f => f.Kind == WorkspaceFindingKind.ObjectMissing && f.ObjectName == "large_orders");
    }

    [Fact]
    public async Task Nothing_is_found_where_migrations_leave_the_transaction_and_nothing_is_left()
    {
        var made = new List<WorkspaceSchema>();
        await using var host = TestHost.Create<TwoStepsDbContext>(
            Server.CreateDatabase(),
            tenancy => tenancy.OnSchemaCreated((context, _) =>
            {
                made.Add(context.GetService<ISchemaBinding>().Schema!.Value);
                return Task.CompletedTask;
            }),
            Mode);
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        var workspace = await host.CreateWorkspaceAsync();

        (await FindAsync(host, workspace)).Should().BeEmpty();

        made.Should().HaveCount(2).And.StartWith(workspace.Schema);
        (await host.Database.ExistsAsync(made[1])).Should().BeFalse();
    }

    [Fact]
    public async Task Nothing_is_found_in_a_fleet_that_is_being_migrated()
    {
        await using var host = await StartDoctoredAsync<DoctoredDbContext>();
        for (var i = 0; i < 12; i++)
        {
            await host.CreateWorkspaceAsync();
        }

        await using var next = host.Another<DoctoredDbContextV2>();
        var run = next.Migrator.RunAsync(new WorkspaceMigrationOptions { MaxParallelism = 2 }, cancellationToken: Token);
        var findings = new List<WorkspaceFinding>();
        do
        {
            findings.AddRange((await AllAsync(next)).Where(f => f.WorkspaceId is not null));
        }
        while (!run.IsCompleted);

        (await run).Results.Select(r => r.Error?.ToString()).Should().HaveCount(12).And.OnlyContain(e => e == null);
        findings.Where(f => f.Kind != WorkspaceFindingKind.NotExamined).Should().BeEmpty();
    }

    [Fact]
    public async Task A_workspace_that_is_purged_while_it_is_examined_is_no_finding_and_the_others_are_examined()
    {
        await using var host = await StartAsync();
        Workspace[] workspaces = [await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync()];
        var (purged, wrong) = (workspaces[1], workspaces[2]);
        await host.Database.ExecuteAsync(wrong.Schema, $"CREATE TABLE {Prefix(wrong.Schema)}extra (id INTEGER)");
        var isPurged = false;
        var examination = new WorkspaceExamination
        {
            // Between the rows and the schemas.
            Filter = w =>
            {
                if (w.Id == wrong.Id && !isPurged)
                {
                    isPurged = true;
                    Task.Run(() => host.WithAsync<IWorkspaceService, Workspace>(s => s.DeleteAsync(purged.Id, "ada", Token))).GetAwaiter()
                        .GetResult();
                }

                return workspaces.Any(x => x.Id == w.Id);
            },
        };

        var findings = await DoctorOf(host).ExamineAsync(examination, Token).ToListAsync(Token);

        isPurged.Should().BeTrue();
        findings.Where(f => f.WorkspaceId is not null).Should().ContainSingle().Which.WorkspaceId.Should().Be(wrong.Id);
    }

    [Fact]
    public async Task A_schema_that_is_not_there_is_not_adopted()
    {
        await using var host = await StartAsync();
        var schema = WorkspaceSchema.For(Guid.NewGuid());

        await FluentActions.Awaiting(() => DoctorOf(host).AdoptAsync(schema, new NewWorkspace("None", "ada"), Token))
            .Should().ThrowAsync<WorkspaceMigrationException>().WithMessage($"There is no schema {schema}*");

        (await host.Database.ExistsAsync(schema)).Should().BeFalse();
    }

    [Fact]
    public async Task A_workspace_that_is_ahead_is_said_not_to_be_examined()
    {
        await using var host = await StartDoctoredAsync<DoctoredDbContext>();
        await using var next = host.Another<DoctoredDbContextV2>();
        var ahead = await next.CreateWorkspaceAsync();

        (await FindAsync(host, ahead)).Should().ContainSingle()
            .Which.Should().Match<WorkspaceFinding>(
                f => f.Kind == WorkspaceFindingKind.NotExamined && f.Actual!.Contains("20260201000000_Changed") && !f.IsSafe);
    }

    [Fact]
    public async Task Each_kind_of_drift_is_found_and_named_and_what_is_safe_is_repaired()
    {
        await using var host = await StartDoctoredAsync<DoctoredDbContext>();
        var planted = new Dictionary<Guid, Drift>();
        foreach (var drift in Drifts)
        {
            var workspace = await host.CreateWorkspaceAsync();
            planted.Add(workspace.Id, drift);
            await host.Database.ExecuteAsync(
                workspace.Schema, drift.Sql.Replace("{ws}", Prefix(workspace.Schema), StringComparison.Ordinal));
        }

        var well = await host.CreateWorkspaceAsync();
        var findings = (await AllAsync(host)).Where(f => f.WorkspaceId is { } id && planted.ContainsKey(id))
            .ToLookup(f => f.WorkspaceId!.Value);

        planted.Should().NotContainKey(well.Id);
        var wrong = planted.Where(p => findings[p.Key].Count() != p.Value.Findings
                || !findings[p.Key].Any(f => (f.Kind, f.ObjectKind, f.ObjectName) == (p.Value.Kind, p.Value.On, p.Value.Name)))
            .Select(p => $"{p.Value.Sql} => {string.Join(" | ", findings[p.Key])}");
        wrong.Should().BeEmpty();

        var safe = findings.SelectMany(f => f).Where(f => f.IsSafe).ToList();
        safe.Should().HaveCount(SafeDrifts);
        foreach (var finding in safe)
        {
            (await DoctorOf(host).RepairAsync(finding, "ada", Token)).Should().BeTrue("{0}", finding);
            (await DoctorOf(host).RepairAsync(finding, "ada", Token)).Should().BeFalse("it is over");
            (await FindAsync(host, await host.GetWorkspaceAsync(finding.WorkspaceId!.Value)))
                .Should().NotContain(f => f.ObjectName == finding.ObjectName);
            (await host.AuditAsync(finding.WorkspaceId.Value))
                .Should().Contain(e => e.Action == "workspace.repaired" && e.ActorId == "ada");
        }

        var unsafeOne = findings.SelectMany(f => f).First(f => !f.IsSafe);
        await FluentActions.Awaiting(() => DoctorOf(host).RepairAsync(unsafeOne, null, Token)).Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Scripts_make_what_is_missing()
    {
        await using var host = await StartDoctoredAsync<DoctoredDbContext>();
        var planted = new List<Guid>();
        foreach (var drift in Drifts.Where(d => d is { Kind: WorkspaceFindingKind.ObjectMissing, Findings: 1 }))
        {
            var workspace = await host.CreateWorkspaceAsync();
            planted.Add(workspace.Id);
            await host.Database.ExecuteAsync(
                workspace.Schema, drift.Sql.Replace("{ws}", Prefix(workspace.Schema), StringComparison.Ordinal));
        }

        var scripted = 0;
        foreach (var finding in (await AllAsync(host)).Where(f => f.WorkspaceId is { } id && planted.Contains(id) && f.Script is not null))
        {
            if (Server.Engine == "sqlite"
                && finding.ObjectKind is SchemaObjectKind.Check or SchemaObjectKind.ForeignKey or SchemaObjectKind.Unique)
            {
                continue;
            }

            scripted++;
            await host.Database.ExecuteAsync(finding.Schema, finding.Script!);
            (await FindAsync(host, await host.GetWorkspaceAsync(finding.WorkspaceId!.Value)))
                .Should().BeEmpty("the script of {0} was run: {1}", finding, finding.Script);
        }

        scripted.Should().BeGreaterThan(3);
    }

    [Fact]
    public async Task A_workspace_whose_schema_is_gone_is_found_marked_and_found_again_when_it_is_back()
    {
        await using var host = await StartAsync();
        var lost = await host.CreateWorkspaceAsync();
        await host.Database.LoseAsync(lost.Schema);

        var finding = (await FindAsync(host, lost)).Should().ContainSingle().Subject;

        finding.Should().Match<WorkspaceFinding>(f => f.Kind == WorkspaceFindingKind.SchemaMissing && f.Slug == lost.Slug && f.IsSafe);
        (await DoctorOf(host).RepairAsync(finding, null, Token)).Should().BeTrue();
        (await host.GetWorkspaceAsync(lost.Id)).SchemaFingerprint.Should().BeNull();
        (await FindAsync(host, lost)).Should().ContainSingle().Which.IsSafe
            .Should().BeFalse("it is marked, and stays so until it is restored");
    }

    [Fact]
    public async Task A_workspace_whose_schema_is_gone_is_current_nowhere()
    {
        await using var host = await StartAsync();
        var well = await host.CreateWorkspaceAsync();
        var lost = await host.CreateWorkspaceAsync();
        await host.Database.LoseAsync(lost.Schema);

        var status = await host.Migrator.GetStatusAsync(Token);
        status.Should().Match<WorkspaceFleetStatus>(s => s.CurrentCount == 1 && s.BehindCount == 0 && s.AheadCount == 0);
        status.Missing.Should().ContainSingle().Which.Id.Should().Be(lost.Id);
        status.Versions.Sum(v => v.Count).Should().Be(1);
        var health = await ActivatorUtilities.CreateInstance<TenancyHealth>(host.Services).Fleet.GetAsync(Token);
        health.Status.Should().Be(HealthStatus.Degraded);
        health.Data.Should().Contain("missing", 1);
        await ActivatorUtilities.CreateInstance<StartupCheck>(host.Services).RunAsync(mustReach: true, Token);
        host.Log.Entries.Should().Contain(
            e => e.Event.Id == TenancyEvents.SchemasMissing && e.Message.Contains(lost.Slug, StringComparison.Ordinal));

        var verified = await host.Migrator.VerifyAsync(Token);
        verified.Missing.Should().ContainSingle().Which.Id.Should().Be(lost.Id);
        (await host.Migrator.GetStatusAsync(Token))
            .Should().Match<WorkspaceFleetStatus>(s => s.CurrentCount == 1 && s.BehindCount == 0 && s.Missing.Count == 1);
        await host.RentAsync(well);
    }

    [Fact]
    public async Task Requests_of_a_workspace_whose_schema_is_gone_get_the_librarys_error()
    {
        await using var host = await StartAsync();
        var lost = await host.CreateWorkspaceAsync();
        await using (var before = await host.RentAsync(lost))
        {
            (await before.Context.Projects.CountAsync(Token)).Should().Be(0);
        }

        await host.Database.LoseAsync(lost.Schema);
        await using var lease = await host.RentAsync(lost);
        var context = lease.Context;

        await RefusedAsync(() => context.Projects.ToListAsync(Token));
        await RefusedAsync(() => Task.FromResult(context.Projects.Count()));
        await RefusedAsync(() => context.Projects.ExecuteDeleteAsync(Token));
        context.Add(new Project { Name = "lost" });
        await RefusedAsync(() => context.SaveChangesAsync(Token));
        await RefusedAsync(() => Task.FromResult(context.SaveChanges()));
        var report = await host.Services.GetRequiredService<IWorkspaceFleet<SpecDbContext>>()
            .VisitAsync((_, visited, token) => visited.Projects.CountAsync(token), cancellationToken: Token);
        report.Failures.Should().ContainSingle().Which.Error.Should().BeOfType<WorkspaceUnavailableException>();

        async Task RefusedAsync<T>(Func<Task<T>> request)
            => (
                await FluentActions.Awaiting(request)
                    .Should().ThrowAsync<WorkspaceUnavailableException>().WithMessage("*not in the database*Restore*"))
                .Which.Should().Match<WorkspaceUnavailableException>(e => e.WorkspaceId == lost.Id && e.Slug == lost.Slug);
    }

    [Fact]
    public async Task A_table_that_is_gone_alone_stays_the_engines_error()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.Database.ExecuteAsync(workspace.Schema, $"DROP TABLE {host.Database.Table(workspace.Schema, "tickets")}");
        await using var lease = await host.RentAsync(workspace);

        await FluentActions.Awaiting(() => lease.Context.Tickets.ToListAsync(Token)).Should().ThrowAsync<DbException>();
    }

    [Fact]
    public async Task A_row_that_says_something_else_than_the_history_is_corrected()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await SetAsync(
            host, workspace,
            set => set.SetProperty(w => w.SchemaVersion, "20250101000000_Old").SetProperty(w => w.SchemaFingerprint, new string('0', 64)));

        var finding = (await FindAsync(host, workspace)).Should().ContainSingle().Subject;

        finding.Kind.Should().Be(WorkspaceFindingKind.CatalogueWrong);
        finding.Expected.Should().Contain("20250101000000_Old");
        (await DoctorOf(host).RepairAsync(finding, null, Token)).Should().BeTrue();
        (await FindAsync(host, workspace)).Should().BeEmpty();
        (await host.GetWorkspaceAsync(workspace.Id)).SchemaFingerprint.Should().Be(workspace.SchemaFingerprint);
    }

    [Fact]
    public async Task What_is_stuck_is_found_after_its_time_and_finished()
    {
        await using var host = await StartAsync();
        var longAgo = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var deleting = await host.CreateWorkspaceAsync();
        await SetAsync(
            host, deleting, set => set.SetProperty(w => w.Status, WorkspaceStatus.Deleting).SetProperty(w => w.UpdatedUtc, longAgo));
        var provisioning = await host.CreateWorkspaceAsync();
        await host.Database.LoseAsync(provisioning.Schema);
        await SetAsync(host, provisioning, set => set.SetProperty(w => w.Status, WorkspaceStatus.Provisioning)
            .SetProperty(w => w.DbSchemaName, (string?)null).SetProperty(w => w.UpdatedUtc, longAgo));
        var spare = await host.CreateWorkspaceAsync();
        await host.Database.LoseAsync(spare.Schema);
        await SetAsync(host, spare, set => set.SetProperty(w => w.Status, WorkspaceStatus.Spare)
            .SetProperty(w => w.DbSchemaName, (string?)null).SetProperty(w => w.SchemaFingerprint, (string?)null)
            .SetProperty(w => w.UpdatedUtc, longAgo));
        var young = await host.CreateWorkspaceAsync();
        await SetAsync(
            host, young, set => set.SetProperty(w => w.Status, WorkspaceStatus.Deleting).SetProperty(w => w.UpdatedUtc, DateTime.UtcNow));

        var findings = await FindAsync(host, deleting, provisioning, spare, young);

        findings.Select(f => (f.WorkspaceId, f.Kind)).Should().BeEquivalentTo<(Guid?, WorkspaceFindingKind)>(
            [
                (deleting.Id, WorkspaceFindingKind.DeletingStuck), (provisioning.Id, WorkspaceFindingKind.ProvisioningStuck),
                (spare.Id, WorkspaceFindingKind.ProvisioningStuck),
            ]);
        foreach (var finding in findings)
        {
            (await DoctorOf(host).RepairAsync(finding, "ada", Token)).Should().BeTrue();
        }

        (await host.Database.ExistsAsync(deleting.Schema)).Should().BeFalse();
        (await host.Database.ExistsAsync(spare.Schema)).Should().BeTrue();
        (await host.GetWorkspaceAsync(provisioning.Id)).Status.Should().Be(WorkspaceStatus.Active);
        (await FindAsync(host, deleting, provisioning, spare)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_schema_that_no_row_owns_is_found_with_its_size_and_adopted()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using (var lease = await host.RentAsync(workspace))
        {
            lease.Context.Add(new Project { Name = "kept" });
            await lease.Context.SaveChangesAsync(Token);
        }

        await host.WithAsync<MasterDbContext, int>(async master =>
        {
            await master.Members.Where(m => m.WorkspaceId == workspace.Id).ExecuteDeleteAsync(Token);
            return await master.Workspaces.Where(w => w.Id == workspace.Id).ExecuteDeleteAsync(Token);
        });

        var finding = (await AllAsync(host)).Single(f => f.Schema == workspace.Schema);
        (finding.CreatedUtc is { } made && made < DateTime.UtcNow.AddMinutes(1))
            .Should().Be(Server.Engine != "postgresql", "PostgreSQL keeps no time");
        finding.Should().Match<WorkspaceFinding>(
            f => f.Kind == WorkspaceFindingKind.SchemaUnowned && f.Bytes > 0 && f.WorkspaceId == null && !f.IsSafe);
        (await AllAsync(host, new WorkspaceExamination { Filter = _ => true }))
            .Should().NotContain(f => f.Kind == WorkspaceFindingKind.SchemaUnowned);

        await using var another = host.Another();
        var adopted = await DoctorOf(another).AdoptAsync(finding.Schema, new NewWorkspace("Found again", "ada"), Token);

        adopted.Should().Match<Workspace>(w => w.Id == workspace.Id && w.Status == WorkspaceStatus.Active);
        await using (var lease = await another.RentAsync(adopted))
        {
            (await lease.Context.Projects.Select(p => p.Name).ToListAsync(Token)).Should().Equal("kept");
        }

        (await another.AuditAsync(adopted.Id)).Should().Contain(e => e.Action == "workspace.adopted");
        (await FindAsync(another, adopted)).Should().BeEmpty();
        await FluentActions.Awaiting(() => DoctorOf(another).AdoptAsync(finding.Schema, new NewWorkspace("Twice", "ada"), Token))
            .Should().ThrowAsync<WorkspaceConflictException>();
    }

    [Fact]
    public async Task A_purged_workspaces_schema_and_one_without_history_are_not_adopted()
    {
        await using var host = await StartAsync();
        var purged = await host.CreateWorkspaceAsync();
        await SetAsync(
            host, purged, set => set.SetProperty(w => w.Status, WorkspaceStatus.Deleted).SetProperty(w => w.DbSchemaName, (string?)null));
        (await AllAsync(host)).Single(f => f.Schema == purged.Schema).Repair.Should().Contain("never used again");
        await FluentActions.Awaiting(() => DoctorOf(host).AdoptAsync(purged.Schema, new NewWorkspace("Again", "ada"), Token))
            .Should().ThrowAsync<WorkspaceConflictException>().WithMessage("*never used again*Rename*");

        var missing = WorkspaceSchema.For(Guid.NewGuid());
        await FluentActions.Awaiting(() => DoctorOf(host).AdoptAsync(missing, new NewWorkspace("None", "ada"), Token))
            .Should().ThrowAsync<WorkspaceMigrationException>();
        await FluentActions.Awaiting(
            () => DoctorOf(host).AdoptAsync(missing, new NewWorkspace("None", "ada") { Id = Guid.NewGuid() }, Token))
            .Should().ThrowAsync<ArgumentException>();
    }

    protected static IWorkspaceDoctor DoctorOf(TestHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.Services.GetRequiredService<IWorkspaceDoctor>();
    }

    protected async Task<TestHost> StartDoctoredAsync<TContext>()
        where TContext : DbContext
    {
        var host = TestHost.Create<TContext>(Server.CreateDatabase(), null, Mode);
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        return host;
    }

    /// <summary>What is found of workspaces: other tests' schemas lie in the same database.</summary>
    protected static Task<IReadOnlyList<WorkspaceFinding>> FindAsync(TestHost host, params Workspace[] workspaces)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.ExamineAsync(workspaces);
    }

    private static async Task<List<WorkspaceFinding>> AllAsync(TestHost host, WorkspaceExamination? examination = null)
    {
        var findings = new List<WorkspaceFinding>();
        await foreach (var finding in DoctorOf(host).ExamineAsync(examination, Token))
        {
            findings.Add(finding);
        }

        return findings;
    }

    private static Task<int> SetAsync(
        TestHost host, Workspace workspace, Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<Workspace>> set)
        => host.WithAsync<MasterDbContext, int>(
            master => master.Workspaces.Where(w => w.Id == workspace.Id).ExecuteUpdateAsync(set, Token));
}
