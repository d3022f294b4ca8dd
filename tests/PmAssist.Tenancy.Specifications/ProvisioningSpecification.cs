using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PmAssist.Tenancy.Specifications;

/// <summary>A workspace is created whole or not at all, and deleted for good.</summary>
public abstract class ProvisioningSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task One_call_makes_a_workspace_that_works()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync("Jalapeño & Söhne GmbH");

        workspace.Status.Should().Be(WorkspaceStatus.Active);
        workspace.Slug.Should().Be("jalapeno-sohne-gmbh");
        workspace.DbSchemaName.Should().Be($"ws_{workspace.Id:N}");
        workspace.SchemaVersion.Should().Be("20260101000000_SpecInitial");
        workspace.SchemaFingerprint.Should().HaveLength(64);
        workspace.CreatedUtc.Kind.Should().Be(DateTimeKind.Utc);
        (await host.GetWorkspaceAsync(workspace.Id)).Should().BeEquivalentTo(workspace, "what is returned is what is stored");
        (await host.Database.ExistsAsync(workspace.Schema)).Should().BeTrue();

        var members = await host.WithAsync<IWorkspaceMemberService, IReadOnlyList<WorkspaceMember>>(
            m => m.ListAsync(workspace.Id, cancellationToken: Token));
        members.Should().ContainSingle().Which.Role.Should().Be(WorkspaceRole.Owner);
        (await host.AuditAsync(workspace.Id)).Select(e => e.Action).Should().Equal("workspace.provisioned", "workspace.created");
    }

    [Fact]
    public async Task The_same_id_twice_is_the_same_workspace()
    {
        await using var host = await StartAsync();
        var id = Guid.NewGuid();
        var first = await host.CreateWorkspaceAsync("Twice", id);
        var second = await host.CreateWorkspaceAsync("Twice", id);
        second.Version.Should().Be(first.Version);
        await FluentActions.Awaiting(() => host.CreateWorkspaceAsync("Another name", id)).Should().ThrowAsync<WorkspaceConflictException>();
    }

    [Fact]
    public async Task Calls_for_one_id_at_once_make_one_workspace()
    {
        await using var host = await StartAsync();
        await using var other = host.Another();
        var id = Guid.NewGuid();

        var all = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => (i % 2 == 0 ? host : other).CreateWorkspaceAsync("Race", id)));

        all.Should().OnlyContain(w => w.Id == id && w.Status == WorkspaceStatus.Active);
        (await host.AuditAsync(id)).Select(e => e.Action).Should().BeEquivalentTo(["workspace.created", "workspace.provisioned"]);
    }

    [Fact]
    public async Task The_same_name_at_once_makes_different_slugs()
    {
        await using var host = await StartAsync();
        var all = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => host.CreateWorkspaceAsync("Acme")));
        all.Select(w => w.Slug).Should().OnlyHaveUniqueItems().And.OnlyContain(s => s.StartsWith("acme", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_seed_runs_on_the_bound_context_in_the_same_transaction()
    {
        await using var host = await StartAsync(tenancy => tenancy.ConfigureContext((_, options) => options.UseAsyncSeeding(SeedAsync)));
        var workspace = await host.CreateWorkspaceAsync();
        await using var lease = await host.RentAsync(workspace);
        (await lease.Context.Projects.SingleAsync(Token)).WrittenFor.Should().Be(workspace.Id);

        static async Task SeedAsync(DbContext context, bool changed, CancellationToken token)
        {
            context.Add(new Project { Name = "Seeded", WrittenFor = ((WorkspaceDbContext)context).WorkspaceId });
            await context.SaveChangesAsync(token);
        }
    }

    [Fact]
    public async Task A_failure_leaves_nothing_but_the_error_and_the_same_call_completes_it()
    {
        var broken = true;
        await using var host = await StartAsync(tenancy => tenancy.ConfigureContext((_, options) => options.UseAsyncSeeding(
            (_, _, _) => broken ? throw new InvalidDataException("The seed is broken.") : Task.CompletedTask)));
        var id = Guid.NewGuid();

        await FluentActions.Awaiting(() => host.CreateWorkspaceAsync("Fails", id))
            .Should().ThrowAsync<WorkspaceMigrationException>().WithMessage("*seed is broken*same id again*");

        var failed = await host.GetWorkspaceAsync(id);
        failed.Status.Should().Be(WorkspaceStatus.Failed);
        failed.LastError.Should().Contain("The seed is broken.");
        failed.DbSchemaName.Should().BeNull();
        (await host.Database.ExistsAsync(failed.Schema)).Should().BeFalse("everything was rolled back");
        await FluentActions.Awaiting(() => host.RentAsync(failed))
            .Should().ThrowAsync<WorkspaceUnavailableException>().WithMessage("*Failed*");

        broken = false;
        var completed = await host.CreateWorkspaceAsync("Fails", id);
        completed.Status.Should().Be(WorkspaceStatus.Active);
        completed.LastError.Should().BeNull();
        (await host.AuditAsync(id)).Select(e => e.Action)
            .Should().Equal(
                "workspace.provisioned", "workspace.provisioning_retried", "workspace.provisioning_failed", "workspace.created");
    }

    [Fact]
    public async Task A_cancelled_call_leaves_a_workspace_that_the_same_call_completes()
    {
        using var cancellation = new CancellationTokenSource();
        await using var host = await StartAsync(tenancy => tenancy.ConfigureContext((_, options) => options.UseAsyncSeeding(
            async (_, _, token) =>
            {
                await cancellation.CancelAsync();
                token.ThrowIfCancellationRequested();
            })));
        var id = Guid.NewGuid();

        await FluentActions.Awaiting(() => host.WithAsync<IWorkspaceService, Workspace>(
                w => w.CreateAsync(new NewWorkspace("Cancelled", "ada") { Id = id }, cancellation.Token)))
            .Should().ThrowAsync<OperationCanceledException>();
        var cancelled = await host.GetWorkspaceAsync(id);
        (cancelled.Status, cancelled.LastError).Should().Be((WorkspaceStatus.Provisioning, null), "nothing failed, the caller has gone");
        (await host.Database.ExistsAsync(cancelled.Schema)).Should().BeFalse("everything was rolled back");

        await using var other = host.Another();
        (await other.CreateWorkspaceAsync("Cancelled", id)).Status.Should().Be(WorkspaceStatus.Active);
        (await host.AuditAsync(id)).Select(e => e.Action).Should().Equal("workspace.provisioned", "workspace.created");
    }

    [Fact]
    public async Task A_call_that_was_cancelled_is_completed_by_the_next_start()
    {
        using var cancellation = new CancellationTokenSource();
        await using var host = await StartAsync(tenancy => tenancy.ConfigureContext((_, options) => options.UseAsyncSeeding(
            async (_, _, _) =>
            {
                await cancellation.CancelAsync();

                // As a driver may tell of a cancelled command.
                throw new InvalidDataException("The operation was cancelled by the user.");
            })));
        var id = Guid.NewGuid();
        await FluentActions.Awaiting(() => host.WithAsync<IWorkspaceService, Workspace>(
                w => w.CreateAsync(new NewWorkspace("Cancelled", "ada") { Id = id }, cancellation.Token)))
            .Should().ThrowAsync<OperationCanceledException>();

        await using var next = host.Another();
        foreach (var service in next.Services.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
        {
            await service.StartingAsync(Token);
        }

        (await host.GetWorkspaceAsync(id)).Status.Should().Be(WorkspaceStatus.Active);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Forty_workspaces_of_one_long_name_all_get_a_slug(bool atOnce)
    {
        await using var host = await StartAsync();
        var name = new string('n', 61) + " and so on, and so on";
        var made = new List<Workspace>();
        if (atOnce)
        {
            made.AddRange(await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => host.CreateWorkspaceAsync(name))));
        }
        else
        {
            for (var i = 0; i < 40; i++)
            {
                made.Add(await host.CreateWorkspaceAsync(name));
            }
        }

        made.Select(w => w.Slug).Should().OnlyHaveUniqueItems().And.OnlyContain(s => s.Length <= Workspace.MaxSlugLength);
        if (!atOnce)
        {
            made.Select(w => w.Slug)
                .Should().Contain([new string('n', 61) + "-a", new string('n', 61) + "-2", new string('n', 60) + "-40"]);
        }
    }

    [Fact]
    public async Task A_hook_runs_after_the_schema_and_before_its_tables()
    {
        var ran = 0;
        await using var host = await StartAsync(tenancy => tenancy.OnSchemaCreated(async (context, token) =>
        {
            ran++;
            context.Database.CurrentTransaction.Should().NotBeNull();
            await FluentActions.Awaiting(() => context.Database.SqlQueryRaw<int>("SELECT 1 AS \"Value\"").ToListAsync(token))
                .Should().NotThrowAsync();
        }));
        await host.CreateWorkspaceAsync();
        ran.Should().Be(1);
    }

    [Fact]
    public async Task A_deleted_workspace_is_gone_but_for_its_tombstone()
    {
        await using var host = await StartAsync();
        var id = Guid.NewGuid();
        var workspace = await host.CreateWorkspaceAsync("Leaves", id, slug: "leaves");
        await DeleteAsync(host, id);
        await DeleteAsync(host, id);

        (await host.Database.ExistsAsync(workspace.Schema)).Should().BeFalse();
        await FluentActions.Awaiting(() => host.GetWorkspaceAsync(id))
            .Should().ThrowAsync<WorkspaceNotFoundException>().WithMessage("*never used again*");
        await FluentActions.Awaiting(() => host.CreateWorkspaceAsync("Leaves", id)).Should().ThrowAsync<WorkspaceConflictException>();
        var tombstones = await host.WithAsync<IWorkspaceService, IReadOnlyList<Workspace>>(
            w => w.ListAsync(new WorkspaceFilter { Status = WorkspaceStatus.Deleted }, cancellationToken: Token));
        tombstones.Should().ContainSingle(w => w.Id == id).Which.DeletedUtc.Should().NotBeNull();
        (await host.AuditAsync(id)).Select(e => e.Action)
            .Should().StartWith(["workspace.purged", "workspace.purging", "workspace.deleted"]);
        (await host.CreateWorkspaceAsync("Leaves", slug: "leaves")).Slug.Should().Be("leaves", "the slug is free again");

        static Task<bool> DeleteAsync(TestHost host, Guid id)
            => host.WithAsync<IWorkspaceService, bool>(async w =>
            {
                await w.DeleteAsync(id, "ada", Token);
                return true;
            });
    }

    [Fact]
    public async Task Bad_input_changes_nothing_and_says_what_is_wrong()
    {
        await using var host = await StartAsync();
        await host.CreateWorkspaceAsync("Taken", slug: "taken");
        var before = await CountAsync(host);

        (await Refuses<InvalidInputException>(new NewWorkspace(" ", "ada"))).Field.Should().Be("Name");
        (await Refuses<InvalidInputException>(new NewWorkspace(new string('x', 201), "ada"))).Field.Should().Be("Name");
        (await Refuses<InvalidInputException>(new NewWorkspace("Name", ""))).Field.Should().Be("OwnerId");
        (await Refuses<InvalidInputException>(new NewWorkspace("Name", "ada") { Slug = "No Slug!" })).Field.Should().Be("Slug");
        await Refuses<ArgumentException>(new NewWorkspace("Name", "ada") { Id = Guid.Empty });
        (await Refuses<WorkspaceConflictException>(new NewWorkspace("Name", "ada") { Slug = "taken" })).Slug.Should().Be("taken");
        await FluentActions.Awaiting(() => host.GetWorkspaceAsync(Guid.Empty)).Should().ThrowAsync<ArgumentException>();
        await FluentActions.Awaiting(() => host.GetWorkspaceAsync(Guid.NewGuid())).Should().ThrowAsync<WorkspaceNotFoundException>();
        await FluentActions.Awaiting(() => host.Contexts.RentAsync(Guid.NewGuid(), Token))
            .Should().ThrowAsync<WorkspaceNotFoundException>();
        (await CountAsync(host)).Should().Be(before);

        async Task<TException> Refuses<TException>(NewWorkspace request)
            where TException : Exception
            => (await FluentActions.Awaiting(() => host.WithAsync<IWorkspaceService, Workspace>(w => w.CreateAsync(request, Token)))
                .Should().ThrowAsync<TException>()).Which;

        static Task<int> CountAsync(TestHost host) => host.WithAsync<MasterDbContext, int>(m => m.Workspaces.CountAsync(Token));
    }

    [Fact]
    public async Task A_database_with_no_master_schema_says_how_to_make_it()
    {
        await using var host = TestHost.Create<SpecDbContext>(Server.CreateDatabase(), configure: null);
        (await FluentActions.Awaiting(() => host.CreateWorkspaceAsync()).Should().ThrowAsync<TenancyException>())
            .Which.Message.Should().ContainAny("MigrateMasterAsync", "cannot be opened");
    }
}
