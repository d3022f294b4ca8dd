using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Providers;

namespace PmAssist.Tenancy.Specifications.Portability;

/// <summary>A file against a workspace: what differs, what is brought back, and all of it restored.</summary>
public abstract class RestoreSpecification(ITestServer server) : Specification(server)
{
    private static readonly RestoreOptions Discard = new() { DiscardPrevious = true, ActorId = "eve" };

    [Fact]
    public async Task Restored_rows_are_those_of_the_file_and_the_old_ones_are_in_another()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace);
        var file = await host.ExportAsync(workspace);
        await DamageAsync(host, workspace);
        using var previous = new MemoryStream();

        await RestoreAsync(host, workspace, file, new RestoreOptions { Previous = previous, ActorId = "eve" });

        (await DifferencesAsync(host, workspace, file)).Should().BeEmpty();
        (await host.GetWorkspaceAsync(workspace.Id)).Status.Should().Be(WorkspaceStatus.Active);
        (await host.AuditAsync(workspace.Id)).Select(e => e.Action).Should().Contain(
            ["workspace.suspended", "workspace.exported", "workspace.data_restored", "workspace.resumed"]);

        await RestoreAsync(host, workspace, previous.ToArray(), Discard);
        (await DifferencesAsync(host, workspace, file)).Should().NotBeEmpty();
        (await DifferencesAsync(host, workspace, previous.ToArray())).Should().BeEmpty();
    }

    [Fact]
    public async Task A_restore_that_says_nothing_of_the_old_rows_is_refused_and_one_that_fails_keeps_them()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace);
        var file = await host.ExportAsync(workspace);
        var part = await host.ExportAsync(workspace, new ExportOptions { Tables = ["projects"] });
        await DamageAsync(host, workspace);
        var now = await host.ExportAsync(workspace);

        await Refused<PortabilityException>(new RestoreOptions(), file);
        await Refused<PortabilityException>(Discard, part);
        await Refused<ExportFileException>(Discard, [.. file, 1]);
        var stop = new RestoreOptions { DiscardPrevious = true, Progress = new Stop() };
        await Refused<InvalidOperationException>(stop, file);

        (await DifferencesAsync(host, workspace, now)).Should().BeEmpty();
        (await host.GetWorkspaceAsync(workspace.Id)).Status.Should().Be(WorkspaceStatus.Active);

        Task Refused<TError>(RestoreOptions options, byte[] bytes)
            where TError : Exception
            => FluentActions.Awaiting(() => RestoreAsync(host, workspace, bytes, options)).Should().ThrowAsync<TError>();
    }

    [Fact]
    public async Task A_workspace_that_was_archived_meanwhile_stays_archived()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace);
        var file = await host.ExportAsync(workspace);
        using var previous = new MemoryStream();
        await using var pipe = new PlainStream(previous, async () =>
        {
            if ((await host.GetWorkspaceAsync(workspace.Id)).Status == WorkspaceStatus.Suspended)
            {
                await host.WithAsync<IWorkspaceService, Workspace>(w => w.ArchiveAsync(workspace.Id, cancellationToken: Token));
            }
        });

        await RestoreAsync(host, workspace, file, new RestoreOptions { Previous = pipe });

        (await host.GetWorkspaceAsync(workspace.Id)).Status.Should().Be(WorkspaceStatus.Archived);
    }

    [Fact]
    public async Task A_workspace_that_was_suspended_meanwhile_stays_suspended()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var file = await host.ExportAsync(workspace);
        await using var pipe = new PlainStream(
            Stream.Null,
            async () => await host.WithAsync<IWorkspaceService, Workspace>(w => w.SuspendAsync(workspace.Id, "ada", Token)));

        await RestoreAsync(host, workspace, file, new RestoreOptions { Previous = pipe });

        (await host.GetWorkspaceAsync(workspace.Id)).Status.Should().Be(WorkspaceStatus.Suspended);
        (await FindStuckAsync(host, workspace, TimeSpan.Zero)).Should().BeEmpty("it is as somebody wants it");
    }

    [Fact]
    public async Task A_restore_that_was_killed_is_found_and_its_workspace_resumed()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var file = await host.ExportAsync(workspace);
        (await host.Services.GetRequiredService<ICatalogue>().SuspendForRestoreAsync(workspace.Id, "eve", Token)).Should().BeTrue();

        (await FindStuckAsync(host, workspace, TimeSpan.FromMinutes(10))).Should().BeEmpty("it is young");
        var finding = (await FindStuckAsync(host, workspace, TimeSpan.Zero)).Should().ContainSingle().Which;
        (finding.Kind, finding.IsSafe).Should().Be((WorkspaceFindingKind.RestoreStuck, true));
        var refused = (await FluentActions.Awaiting(() => RestoreAsync(host, workspace, file, Discard))
            .Should().ThrowAsync<WorkspaceConflictException>()).WithMessage("*ResumeAsync*").Which;
        (refused.WorkspaceId, refused.Status).Should().Be((workspace.Id, WorkspaceStatus.Suspended));

        (await host.Services.GetRequiredService<IWorkspaceDoctor>().RepairAsync(finding, "ada", Token)).Should().BeTrue();
        (await host.Services.GetRequiredService<IWorkspaceDoctor>().RepairAsync(finding, "ada", Token)).Should().BeFalse("it is over");

        (await host.GetWorkspaceAsync(workspace.Id)).Status.Should().Be(WorkspaceStatus.Active);
        (await host.AuditAsync(workspace.Id)).Should().ContainSingle(e => e.Action == "workspace.resumed" && e.ActorId == "ada");
        await RestoreAsync(host, workspace, file, Discard);
        (await FindStuckAsync(host, workspace, TimeSpan.Zero)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_second_restore_of_the_same_workspace_is_refused()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace);
        var file = await host.ExportAsync(workspace);
        await DamageAsync(host, workspace);
        var refused = 0;
        await using var pipe = new PlainStream(Stream.Null, async () =>
        {
            await FluentActions.Awaiting(() => RestoreAsync(host, workspace, file, Discard))
                .Should().ThrowAsync<WorkspaceConflictException>();
            (await host.GetWorkspaceAsync(workspace.Id)).Status.Should().Be(WorkspaceStatus.Suspended);
            refused++;
        });

        await RestoreAsync(host, workspace, file, new RestoreOptions { Previous = pipe });

        refused.Should().BePositive();
        (await host.GetWorkspaceAsync(workspace.Id)).Status.Should().Be(WorkspaceStatus.Active);
        (await DifferencesAsync(host, workspace, file)).Should().BeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_workspace_that_somebody_resumed_meanwhile_keeps_its_rows(bool whileRowsComeIn)
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace);
        var file = await host.ExportAsync(workspace);
        await DamageAsync(host, workspace);
        var now = await host.ExportAsync(workspace);
        await using var pipe = new PlainStream(Stream.Null, ResumeAsync);
        var options = whileRowsComeIn
            ? new RestoreOptions { DiscardPrevious = true, Progress = new Meanwhile(() => ResumeAsync().GetAwaiter().GetResult()) }
            : new RestoreOptions { Previous = pipe };

        await FluentActions.Awaiting(() => RestoreAsync(host, workspace, file, options))
            .Should().ThrowAsync<PortabilityException>().WithMessage("*was resumed*as before*");

        (await host.GetWorkspaceAsync(workspace.Id)).Status.Should().Be(WorkspaceStatus.Active);
        (await DifferencesAsync(host, workspace, now)).Should().BeEmpty();

        Task ResumeAsync() => host.WithAsync<IWorkspaceService, Workspace>(w => w.ResumeAsync(workspace.Id, "ada", Token));
    }

    [Fact]
    public async Task A_workspace_that_stays_suspended_is_named()
    {
        await using var host = TestHost.Create<SpecDbContext>(
            Server.CreateDatabase(), configure: null, Mode, addServices: NeverResumed.Add);
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace);
        var file = await host.ExportAsync(workspace);

        var told = await FluentActions.Awaiting(() => RestoreAsync(host, workspace, file, Discard))
            .Should().ThrowAsync<PortabilityException>();

        told.WithMessage("*has the rows of the file*still suspended*no more*ResumeAsync*");
        (await host.GetWorkspaceAsync(workspace.Id)).Status.Should().Be(WorkspaceStatus.Suspended);
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("a\0b")]
    [InlineData(null)]
    public async Task What_the_audit_log_cannot_have_is_refused_before_rows_are_changed(string? given)
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace);
        var file = await host.ExportAsync(workspace);
        await DamageAsync(host, workspace);
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.SuspendAsync(workspace.Id, cancellationToken: Token));
        var now = await host.ExportAsync(workspace);
        var actorId = given ?? new string('x', 129);

        await Refused(
            p => p.RestoreAsync(
                workspace.Id, new MemoryStream(file), new RestoreOptions { DiscardPrevious = true, ActorId = actorId }, Token));
        await Refused(
            p => p.CopyBackAsync(
                workspace.Id, new MemoryStream(file), [new RowChoice("projects")], new CopyBackOptions { ActorId = actorId }, Token));
        await Refused(p => p.ExportAsync(workspace.Id, new MemoryStream(), new ExportOptions { ActorId = actorId }, Token));

        (await DifferencesAsync(host, workspace, now)).Should().BeEmpty();

        async Task Refused<T>(Func<IWorkspacePortability, Task<T>> call)
            => await FluentActions.Awaiting(() => host.PortAsync(call))
                .Should().ThrowAsync<PortabilityException>().WithMessage("*ActorId*");
    }

    [Fact]
    public async Task Streams_and_choices_that_cannot_be_are_refused_before_anything_is_done()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace);
        var file = await host.ExportAsync(workspace);
        using var source = new MemoryStream(file);
        using var readOnly = new MemoryStream([], writable: false);
        var closed = new MemoryStream(file);
        await closed.DisposeAsync();

        await Refused(p => p.ExportAsync(workspace.Id, readOnly, cancellationToken: Token));
        await Refused(p => p.RestoreAsync(workspace.Id, source, new RestoreOptions { Previous = readOnly }, Token));
        await Refused(p => p.RestoreAsync(workspace.Id, source, new RestoreOptions { Previous = source }, Token));
        await Refused(p => p.CompareAsync(source, source, cancellationToken: Token));
        await Refused(p => p.ImportAsync(closed, new ImportOptions { OwnerId = "eve" }, Token));
        await Refused(p => p.CopyBackAsync(workspace.Id, source, [null!], cancellationToken: Token));
        await Refused(p => p.CopyBackAsync(workspace.Id, source, [new RowChoice("projects", null!)], cancellationToken: Token));

        (await host.AuditAsync(workspace.Id)).Select(e => e.Action).Should().NotContain("workspace.suspended");

        async Task Refused<T>(Func<IWorkspacePortability, Task<T>> call)
            => await FluentActions.Awaiting(() => host.PortAsync(call)).Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task A_comparison_names_what_is_missing_extra_and_different()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace, projects: 4);
        var file = await host.ExportAsync(workspace);
        var (deleted, changed, added) = await DamageAsync(host, workspace);

        using var bytes = new MemoryStream(file);
        var tables = (await host.PortAsync(p => p.CompareAsync(workspace.Id, bytes, cancellationToken: Token))).ToDictionary(t => t.Table);

        tables["projects"].Equal.Should().Be(2);
        tables["projects"].Missing.Keys.Should().Equal($"[\"{deleted:D}\"]");
        tables["projects"].Different.Keys.Should().Equal($"[\"{changed:D}\"]");
        tables["projects"].Extra.Keys.Should().Equal($"[\"{added:D}\"]");
        tables["tickets"].Missing.Count.Should().Be(1);
        tables["workspace_integrations"].IsEqual.Should().BeTrue();

        using var other = new MemoryStream(await host.ExportAsync(workspace));
        using var again = new MemoryStream(file);
        var few = await host.PortAsync(p => p.CompareAsync(again, other, new CompareOptions { Keys = 0 }, Token));
        few.Single(t => t.Table == "projects").Missing.Count.Should().Be(1);
        few.SelectMany(t => t.Missing.Keys.Concat(t.Extra.Keys)).Should().BeEmpty();
    }

    [Fact]
    public async Task Chosen_rows_come_back_and_others_stay()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace, projects: 4);
        var file = await host.ExportAsync(workspace);
        var (deleted, changed, added) = await DamageAsync(host, workspace);

        (await CopyBackAsync(new RowChoice("projects", $"[\"{deleted:D}\"]"))).Should().Be((1L, 0L));
        (await CopyBackAsync(new RowChoice("tickets"), new RowChoice("projects"))).Should().Be((1L, 1L));

        await using var lease = await host.RentAsync(workspace);
        (await lease.Context.Projects.CountAsync(Token)).Should().Be(5);
        (await lease.Context.Projects.AnyAsync(p => p.Id == added, Token)).Should().BeTrue();
        (await lease.Context.Projects.SingleAsync(p => p.Id == changed, Token)).Name.Should().NotBe("changed");
        await FluentActions.Awaiting(() => CopyBackAsync(new RowChoice("nothing"))).Should().ThrowAsync<PortabilityException>();
        await FluentActions.Awaiting(() => CopyBackAsync(new RowChoice("projects", "[1]"))).Should().ThrowAsync<PortabilityException>();
        (await host.AuditAsync(workspace.Id)).Count(e => e.Action == "workspace.data_copied_back").Should().Be(2);

        async Task<(long Inserted, long Updated)> CopyBackAsync(params RowChoice[] choices)
        {
            using var bytes = new MemoryStream(file);
            var result = await host.PortAsync(p => p.CopyBackAsync(workspace.Id, bytes, choices, cancellationToken: Token));
            return (result.Inserted, result.Updated);
        }
    }

    [Fact]
    public async Task A_row_whose_principal_is_gone_does_not_come_back_alone()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace, projects: 4);
        var file = await host.ExportAsync(workspace);
        await DamageAsync(host, workspace);
        var now = await host.ExportAsync(workspace);

        using var bytes = new MemoryStream(file);
        await FluentActions.Awaiting(
            () => host.PortAsync(p => p.CopyBackAsync(workspace.Id, bytes, [new RowChoice("tickets")], cancellationToken: Token)))
            .Should().ThrowAsync<PortabilityException>().WithMessage("*has its rows as before*");

        (await DifferencesAsync(host, workspace, now)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_clone_is_the_same_and_a_workspace_of_its_own()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace);
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.ChangePropertiesAsync(
            workspace.Id, new Dictionary<string, object?> { ["plan"] = "gold" }, cancellationToken: Token));

        var clone = await host.PortAsync(
            p => p.CloneAsync(workspace.Id, new NewWorkspace("Copy", "eve") { Slug = "copy" }, cancellationToken: Token));

        (clone.Status, clone.Slug).Should().Be((WorkspaceStatus.Active, "copy"));
        clone.Properties.Get<string>("plan").Should().Be("gold");
        (await DifferencesAsync(host, clone, await host.ExportAsync(workspace))).Should().BeEmpty();
        (await host.ExamineAsync(clone)).Should().BeEmpty();
        (await host.AuditAsync(clone.Id)).Select(e => e.Action).Should().Contain("workspace.cloned");
        await host.FillAsync(clone);
        (await host.CountAsync(workspace)).Should().Be((3, 3));
        await FluentActions.Awaiting(
            () => host.PortAsync(p => p.CloneAsync(
                workspace.Id, new NewWorkspace("Copy", "eve") { Slug = "copy" }, cancellationToken: Token)))
            .Should().ThrowAsync<WorkspaceConflictException>();
    }

    [Fact]
    public async Task A_clone_that_fails_leaves_nothing()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace);
        var id = Guid.NewGuid();

        await FluentActions.Awaiting(
            () => host.PortAsync(p => p.CloneAsync(workspace.Id, new NewWorkspace("Copy", "eve") { Id = id }, new Stop(), Token)))
            .Should().ThrowAsync<Exception>();

        await FluentActions.Awaiting(() => host.GetWorkspaceAsync(id)).Should().ThrowAsync<WorkspaceNotFoundException>();
        (await host.Database.ExistsAsync(WorkspaceSchema.For(id))).Should().BeFalse();
    }

    private static async Task<ExportManifest> RestoreAsync(TestHost host, Workspace workspace, byte[] file, RestoreOptions options)
    {
        using var bytes = new MemoryStream(file);
        return await host.PortAsync(p => p.RestoreAsync(workspace.Id, bytes, options, Token));
    }

    private static async Task<IReadOnlyList<string>> DifferencesAsync(TestHost host, Workspace workspace, byte[] file)
    {
        using var bytes = new MemoryStream(file);
        var tables = await host.PortAsync(p => p.CompareAsync(workspace.Id, bytes, cancellationToken: Token));
        return [.. tables.Where(t => !t.IsEqual).Select(t => t.Table)];
    }

    /// <summary>A project deleted with its ticket, one changed, one added.</summary>
    private static async Task<(Guid Deleted, Guid Changed, Guid Added)> DamageAsync(TestHost host, Workspace workspace)
    {
        await using var lease = await host.RentAsync(workspace);
        var projects = await lease.Context.Projects.OrderBy(p => p.Rank).ToListAsync(Token);
        lease.Context.Remove(projects[0]);
        projects[1].Name = "changed";
        var added = new Project { Name = "added", WrittenFor = workspace.Id };
        lease.Context.Add(added);
        await lease.Context.SaveChangesAsync(Token);
        return (projects[0].Id, projects[1].Id, added.Id);
    }

    private static async Task<IReadOnlyList<WorkspaceFinding>> FindStuckAsync(TestHost host, Workspace workspace, TimeSpan after)
        => await host.Services.GetRequiredService<IWorkspaceDoctor>().ExamineAsync(
            new WorkspaceExamination { Filter = w => w.Id == workspace.Id, StuckAfter = after }, Token).ToListAsync(Token);

    private sealed class Meanwhile(Action act) : IProgress<PortabilityProgress>
    {
        public void Report(PortabilityProgress value) => act();
    }

    private sealed class Stop : IProgress<PortabilityProgress>
    {
        public void Report(PortabilityProgress value)
        {
            if (value.Table == "tickets")
            {
                throw new InvalidOperationException("no more");
            }
        }
    }
}
