using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PmAssist.Tenancy.Specifications;

/// <summary>A workspace is closed, restored or purged.</summary>
public abstract class DeletionSpecification(ITestServer server) : Specification(server)
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    [Fact]
    public async Task A_deleted_workspace_is_closed_and_keeps_all_it_has()
    {
        var clock = new ManualClock();
        await using var host = await StartAsync(clock, Grace);
        var workspace = await host.CreateWorkspaceAsync("Leaves", slug: "leaves");
        await AddAsync(host, workspace, "Kept");

        var deleted = await host.WithAsync<IWorkspaceService, Workspace>(w => w.DeleteAsync(workspace.Id, "ada", Token));

        var now = clock.GetUtcNow().UtcDateTime;
        (deleted.Status, deleted.Slug, deleted.DeletedUtc, deleted.PurgeAfterUtc)
            .Should().Be((WorkspaceStatus.Deleting, "leaves", now, now + Week));
        (await FluentActions.Awaiting(() => host.RentAsync(workspace)).Should().ThrowAsync<WorkspaceUnavailableException>())
            .Which.Should().Match<WorkspaceUnavailableException>(
                e => e.Status == WorkspaceStatus.Deleting && e.Message.Contains("RestoreAsync"));
        await FluentActions.Awaiting(() => host.Scopes.CreateScopeAsync(workspace.Id, Token))
            .Should().ThrowAsync<WorkspaceUnavailableException>();
        (await host.Database.ExistsAsync(workspace.Schema)).Should().BeTrue();
        (await FluentActions.Awaiting(() => host.CreateWorkspaceAsync("Other", slug: "leaves"))
            .Should().ThrowAsync<WorkspaceConflictException>())
            .Which.Slug.Should().Be("leaves", "its slug stays reserved");
        await FluentActions.Awaiting(() => host.CreateWorkspaceAsync("Leaves", workspace.Id))
            .Should().ThrowAsync<WorkspaceConflictException>()
            .WithMessage("*RestoreAsync*");
        (await host.WithAsync<IWorkspaceService, IReadOnlyList<Workspace>>(
            w => w.ListAsync(new WorkspaceFilter { MemberId = "ada" }, cancellationToken: Token))).Should().BeEmpty();
    }

    [Theory]
    [InlineData(WorkspaceStatus.Active)]
    [InlineData(WorkspaceStatus.Suspended)]
    [InlineData(WorkspaceStatus.Archived)]
    public async Task A_restored_workspace_is_what_it_was(WorkspaceStatus status)
    {
        await using var host = await StartAsync(Grace);
        var workspace = await host.CreateWorkspaceAsync();
        await AddAsync(host, workspace, "Kept");
        await host.WithAsync<IWorkspaceService, bool>(async w =>
        {
            _ = status == WorkspaceStatus.Active ? workspace : await w.SuspendAsync(workspace.Id, cancellationToken: Token);
            _ = status == WorkspaceStatus.Archived ? await w.ArchiveAsync(workspace.Id, cancellationToken: Token) : workspace;
            return true;
        });
        var before = await host.GetWorkspaceAsync(workspace.Id);
        var members = await MembersAsync(host, workspace);

        await host.WithAsync<IWorkspaceService, Workspace>(w => w.DeleteAsync(workspace.Id, "ada", Token));
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.RestoreAsync(workspace.Id, "grace", Token));

        (await host.GetWorkspaceAsync(workspace.Id)).Should().BeEquivalentTo(
            before, options => options.Excluding(w => w.Version).Excluding(w => w.UpdatedUtc));
        (await MembersAsync(host, workspace)).Should().BeEquivalentTo(members);
        (await host.AuditAsync(workspace.Id)).Select(e => (e.Action, e.ActorId)).Should().StartWith(
            [("workspace.restored", "grace"), ("workspace.deleted", "ada")]);
        if (status == WorkspaceStatus.Active)
        {
            await using var lease = await host.RentAsync(workspace);
            (await lease.Context.Projects.Select(p => p.Name).SingleAsync(Token)).Should().Be("Kept");
        }
    }

    [Fact]
    public async Task Only_a_deleted_workspace_is_purged()
    {
        await using var host = await StartAsync(Grace);
        var workspace = await host.CreateWorkspaceAsync();

        var refused = (await FluentActions.Awaiting(() => PurgeAsync(host, workspace)).Should().ThrowAsync<WorkspaceConflictException>())
            .Which;

        (refused.Status, refused.TargetStatus).Should().Be((WorkspaceStatus.Active, WorkspaceStatus.Deleted));
        await (await host.RentAsync(workspace)).DisposeAsync();
    }

    [Fact]
    public async Task A_purged_workspace_is_gone_but_for_its_tombstone()
    {
        await using var host = await StartAsync(Grace);
        var workspace = await host.CreateWorkspaceAsync("Leaves", slug: "leaves");
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.DeleteAsync(workspace.Id, "ada", Token));

        await PurgeAsync(host, workspace);
        await PurgeAsync(host, workspace);

        await AssertPurgedAsync(host, workspace);
        (await host.CreateWorkspaceAsync("Leaves", slug: "leaves")).Slug.Should().Be("leaves", "the slug is free again");
        await FluentActions.Awaiting(
            () => host.WithAsync<IWorkspaceService, Workspace>(w => w.RestoreAsync(workspace.Id, cancellationToken: Token)))
            .Should().ThrowAsync<WorkspaceNotFoundException>().WithMessage("*never used again*");
    }

    [Fact]
    public async Task Once_its_purge_has_begun_a_workspace_cannot_be_restored_and_the_next_start_completes_it()
    {
        await using var host = await StartAsync(Grace);
        var workspace = await host.CreateWorkspaceAsync();
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.DeleteAsync(workspace.Id, "ada", Token));

        // As a process leaves it that dies after it has begun.
        await host.Database.ExecuteAsync($"UPDATE {host.Database.MasterTable("Workspace")} SET restore_status = NULL");

        (await FluentActions.Awaiting(
            () => host.WithAsync<IWorkspaceService, Workspace>(w => w.RestoreAsync(workspace.Id, cancellationToken: Token)))
            .Should().ThrowAsync<WorkspaceConflictException>()
            .WithMessage("*purge has begun*")).Which.Status.Should().Be(WorkspaceStatus.Deleting);
        await using var next = host.Another(Grace);
        foreach (var service in next.Services.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
        {
            await service.StartingAsync(Token);
        }

        await AssertPurgedAsync(host, workspace);
    }

    [Fact]
    public async Task A_host_purges_what_is_due_and_nothing_else()
    {
        var clock = new ManualClock();
        await using var host = await StartAsync(clock, tenancy => tenancy.Configure(
            options => (options.DeletionGrace, options.PurgeInterval) = (Week, TimeSpan.FromMinutes(10))));
        var (due, later, kept) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.DeleteAsync(due.Id, cancellationToken: Token));
        clock.Advance(TimeSpan.FromHours(1));
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.DeleteAsync(later.Id, cancellationToken: Token));
        clock.Advance(Week - TimeSpan.FromHours(1));
        var purges = host.Services.GetServices<IHostedService>().Single(s => s.GetType().Name == "DuePurges");

        await purges.StartAsync(Token);
        await Waiting.UntilAsync(async () => (await StatusAsync(host, due)) == WorkspaceStatus.Deleted, "the workspace is purged");
        (await StatusAsync(host, later)).Should().Be(WorkspaceStatus.Deleting);
        clock.Advance(TimeSpan.FromHours(1));
        await Waiting.UntilAsync(async () => (await StatusAsync(host, later)) == WorkspaceStatus.Deleted, "the workspace is purged");
        await purges.StopAsync(Token);

        await AssertPurgedAsync(host, due);
        await AssertPurgedAsync(host, later);
        await (await host.RentAsync(kept)).DisposeAsync();
    }

    [Fact]
    public async Task A_grace_period_that_was_given_stays_when_a_host_without_one_deletes_again()
    {
        await using var host = await StartAsync(Grace);
        var workspace = await host.CreateWorkspaceAsync();
        var deleted = await host.WithAsync<IWorkspaceService, Workspace>(w => w.DeleteAsync(workspace.Id, "ada", Token));
        await using var hasty = host.Another();

        var again = await hasty.WithAsync<IWorkspaceService, Workspace>(w => w.DeleteAsync(workspace.Id, "grace", Token));

        (again.Status, again.PurgeAfterUtc).Should().Be((WorkspaceStatus.Deleting, deleted.PurgeAfterUtc));
        (await hasty.WithAsync<IWorkspaceService, Workspace>(w => w.RestoreAsync(workspace.Id, "ada", Token))).Status
            .Should().Be(WorkspaceStatus.Active);
        (await hasty.WithAsync<IWorkspaceService, Workspace>(w => w.DeleteAsync(workspace.Id, "ada", Token))).Status
            .Should().Be(WorkspaceStatus.Deleted);
    }

    [Fact]
    public async Task Purging_needs_nothing_of_the_hosts_model()
    {
        await using var host = await StartAsync(Grace);
        var workspace = await host.CreateWorkspaceAsync();
        await using var moved = host.Another<BrokenDbContext>(Grace);

        await moved.WithAsync<IWorkspaceService, Workspace>(w => w.DeleteAsync(workspace.Id, "ada", Token));
        await PurgeAsync(moved, workspace);

        await AssertPurgedAsync(host, workspace);
    }

    [Fact]
    public async Task What_is_deleted_is_not_migrated_and_is_brought_up_once_it_is_restored()
    {
        await using var host = await StartAsync(Grace);
        var workspace = await host.CreateWorkspaceAsync();
        await using var next = host.Another<SpecDbContextV2>(Grace);
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.DeleteAsync(workspace.Id, "ada", Token));

        (await next.Migrator.RunAsync(cancellationToken: Token)).Results.Should().BeEmpty();
        await FluentActions.Awaiting(() => next.Migrator.MigrateAsync(workspace.Id, cancellationToken: Token))
            .Should().ThrowAsync<WorkspaceUnavailableException>();
        await next.WithAsync<IWorkspaceService, Workspace>(w => w.RestoreAsync(workspace.Id, "ada", Token));
        (await next.Migrator.RunAsync(cancellationToken: Token)).Results
            .Should().ContainSingle(r => r.Outcome == WorkspaceMigrationOutcome.Migrated);
    }

    [Fact]
    public async Task Two_deletions_at_once_are_one()
    {
        await using var first = await StartAsync(Grace);
        await using var second = first.Another(Grace);
        for (var round = 0; round < 20; round++)
        {
            var workspace = await first.CreateWorkspaceAsync();

            var both = await Task.WhenAll(
                first.WithAsync<IWorkspaceService, Workspace>(w => w.DeleteAsync(workspace.Id, "ada", Token)),
                second.WithAsync<IWorkspaceService, Workspace>(w => w.DeleteAsync(workspace.Id, "grace", Token)));

            both[0].Should().BeEquivalentTo(both[1]);
            (await first.AuditAsync(workspace.Id)).Should().ContainSingle(e => e.Action == "workspace.deleted");
        }
    }

    [Fact]
    public async Task Of_a_deletion_and_a_creation_at_once_a_deleted_workspace_is_left_that_the_same_call_completes_once_restored()
    {
        await using var first = await StartAsync(Grace);
        await using var second = first.Another(Grace);
        for (var round = 0; round < 10; round++)
        {
            var id = Guid.NewGuid();
            await Task.WhenAll(CreateAsync(), DeleteAsync());

            (await StatusAsync(first, id)).Should().Be(WorkspaceStatus.Deleting);
            var restored = await first.WithAsync<IWorkspaceService, Workspace>(w => w.RestoreAsync(id, "ada", Token));
            var isProvisioned = (await first.AuditAsync(id)).Any(e => e.Action == "workspace.provisioned");
            isProvisioned.Should().Be(restored.Status == WorkspaceStatus.Active, "what was not changed is not audited");
            var completed = await first.CreateWorkspaceAsync($"Race {round}", id);
            await AddAsync(first, completed, "Works");

            async Task CreateAsync()
            {
                try
                {
                    await first.CreateWorkspaceAsync($"Race {round}", id);
                }
                catch (Exception exception) when (exception is WorkspaceUnavailableException or WorkspaceConflictException)
                {
                    // The deletion was faster.
                }
            }

            async Task DeleteAsync()
            {
                while (true)
                {
                    try
                    {
                        await second.WithAsync<IWorkspaceService, Workspace>(w => w.DeleteAsync(id, "ada", Token));
                        return;
                    }
                    catch (WorkspaceNotFoundException)
                    {
                        await Task.Yield();
                    }
                }
            }
        }
    }

    [Fact]
    public async Task Of_a_restoration_and_a_purge_at_once_one_is_made_whole_and_the_other_refused()
    {
        await using var first = await StartAsync(Grace);
        await using var second = first.Another(Grace);
        for (var round = 0; round < 20; round++)
        {
            var workspace = await first.CreateWorkspaceAsync();
            await first.WithAsync<IWorkspaceService, Workspace>(w => w.DeleteAsync(workspace.Id, "ada", Token));

            var made = await Task.WhenAll(
                IsMadeAsync(() => first.WithAsync<IWorkspaceService, Workspace>(w => w.RestoreAsync(workspace.Id, "ada", Token))),
                IsMadeAsync(() => PurgeAsync(second, workspace)));

            made.Should().ContainSingle(isMade => isMade);
            if (made[0])
            {
                await AddAsync(first, workspace, "Kept");
                (await MembersAsync(first, workspace)).Should().ContainSingle();
            }
            else
            {
                await AssertPurgedAsync(first, workspace);
            }
        }

        static async Task<bool> IsMadeAsync(Func<Task> call)
        {
            try
            {
                await call();
                return true;
            }
            catch (Exception exception) when (exception is WorkspaceConflictException or WorkspaceNotFoundException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task Two_purges_at_once_are_one()
    {
        await using var first = await StartAsync(Grace);
        await using var second = first.Another(Grace);
        for (var round = 0; round < 10; round++)
        {
            var workspace = await first.CreateWorkspaceAsync();
            await first.WithAsync<IWorkspaceService, Workspace>(w => w.DeleteAsync(workspace.Id, "ada", Token));

            await Task.WhenAll(PurgeAsync(first, workspace), PurgeAsync(second, workspace));

            await AssertPurgedAsync(first, workspace);
            (await first.AuditAsync(workspace.Id)).Count(e => e.Action is "workspace.purging" or "workspace.purged").Should().Be(2);
        }
    }

    [Fact]
    public async Task A_purge_of_tables_in_use_names_who_uses_them_and_the_next_one_goes_on()
    {
        await using var host = await StartAsync(
            tenancy => tenancy.Configure(
                options => (options.DeletionGrace, options.LockTimeout) = (Week, TimeSpan.FromMilliseconds(100))));
        var workspace = await host.CreateWorkspaceAsync(slug: "used");
        await using (var lease = await host.RentAsync(workspace))
        {
            await using var transaction = await lease.Context.Database.BeginTransactionAsync(Token);
            lease.Context.Add(new Project { Name = "Never committed" });
            await lease.Context.SaveChangesAsync(Token);
            await host.WithAsync<IWorkspaceService, Workspace>(w => w.DeleteAsync(workspace.Id, "ada", Token));
            if (DropsWaitForUsers)
            {
                var refused = (await FluentActions.Awaiting(() => PurgeAsync(host, workspace))
                    .Should().ThrowAsync<SchemaLockedException>().WithMessage("*'used'*in use by*End those*call again*")).Which;
                (refused.WorkspaceId, refused.Slug, refused.Schema).Should().Be((workspace.Id, "used", workspace.Schema.Name));
                refused.Users.Should().NotBeNull();
                (await host.GetWorkspaceAsync(workspace.Id)).LastError.Should().Be(refused.Message);
                (await host.AuditAsync(workspace.Id)).Should().ContainSingle(e => e.Action == "workspace.purge_failed");
                (await StatusAsync(host, workspace)).Should().Be(WorkspaceStatus.Deleting);
                (await host.Database.ExistsAsync(workspace.Schema)).Should().BeTrue();
            }
        }

        await PurgeAsync(host, workspace);

        (await host.Database.ExistsAsync(workspace.Schema)).Should().BeFalse();
        (await StatusAsync(host, workspace)).Should().Be(WorkspaceStatus.Deleted);
    }

    /// <summary>Whether a schema cannot be dropped while somebody uses it; a file can be deleted.</summary>
    protected virtual bool DropsWaitForUsers => true;

    private static void Grace(TenancyBuilder tenancy) => tenancy.Configure(options => options.DeletionGrace = Week);

    private static Task<bool> PurgeAsync(TestHost host, Workspace workspace)
        => host.WithAsync<IWorkspaceService, bool>(async w =>
        {
            await w.PurgeAsync(workspace.Id, actorId: "ada", cancellationToken: Token);
            return true;
        });

    private static Task<WorkspaceStatus> StatusAsync(TestHost host, Workspace workspace) => StatusAsync(host, workspace.Id);

    private static Task<WorkspaceStatus> StatusAsync(TestHost host, Guid id)
        => host.WithAsync<MasterDbContext, WorkspaceStatus>(
            m => m.Workspaces.Where(w => w.Id == id).Select(w => w.Status).SingleAsync(Token));

    private static Task<IReadOnlyList<WorkspaceMember>> MembersAsync(TestHost host, Workspace workspace)
        => host.WithAsync<IWorkspaceMemberService, IReadOnlyList<WorkspaceMember>>(
            m => m.ListAsync(workspace.Id, cancellationToken: Token));

    private static async Task AddAsync(TestHost host, Workspace workspace, string name)
    {
        await using var lease = await host.RentAsync(workspace);
        lease.Context.Add(new Project { Name = name });
        await lease.Context.SaveChangesAsync(Token);
    }

    private static async Task AssertPurgedAsync(TestHost host, Workspace workspace)
    {
        (await host.Database.ExistsAsync(workspace.Schema)).Should().BeFalse();
        var row = await host.WithAsync<MasterDbContext, Workspace>(
            m => m.Workspaces.AsNoTracking().SingleAsync(w => w.Id == workspace.Id, Token));
        row.Should().BeEquivalentTo(new
        {
            workspace.Name,
            Slug = $"deleted-{workspace.Id:N}",
            Status = WorkspaceStatus.Deleted,
            DbSchemaName = (string?)null,
            SchemaFingerprint = (string?)null,
            PurgeAfterUtc = (DateTime?)null,
            LastError = (string?)null,
        });
        row.DeletedUtc.Should().NotBeNull();
        (await MembersAsync(host, workspace)).Should().BeEmpty();
        (await host.AuditAsync(workspace.Id)).Select(e => e.Action).Should().Contain(["workspace.purged", "workspace.deleted"]);
    }
}
