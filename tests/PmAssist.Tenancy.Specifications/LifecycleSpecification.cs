using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications;

/// <summary>Every change of a workspace's state, from every state: made and audited, repeated without harm, or refused.</summary>
public abstract class LifecycleSpecification(ITestServer server) : Specification(server)
{
    /// <summary>From each state, where each call leads: null where it is refused.</summary>
    public static TheoryData<WorkspaceStatus, string, WorkspaceStatus?> Ways()
    {
        var ways = new TheoryData<WorkspaceStatus, string, WorkspaceStatus?>();
        foreach (var from in Enum.GetValues<WorkspaceStatus>().Except([WorkspaceStatus.Deleted, WorkspaceStatus.Spare]))
        {
            var isOpenedAndClosed = from is WorkspaceStatus.Active or WorkspaceStatus.Suspended or WorkspaceStatus.Archived;
            ways.Add(from, "suspend", isOpenedAndClosed ? WorkspaceStatus.Suspended : null);
            ways.Add(from, "resume", isOpenedAndClosed ? WorkspaceStatus.Active : null);
            ways.Add(from, "archive", isOpenedAndClosed && from != WorkspaceStatus.Active ? WorkspaceStatus.Archived : null);
            ways.Add(from, "delete", WorkspaceStatus.Deleting);
            ways.Add(from, "restore", from == WorkspaceStatus.Deleting ? WorkspaceStatus.Suspended : from);
        }

        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Each_change_is_made_or_refused(WorkspaceStatus from, string call, WorkspaceStatus? to)
    {
        await using var host = await StartWithGraceAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await BringToAsync(host, workspace.Id, from);
        var (before, entries) = (await host.GetWorkspaceAsync(workspace.Id), await CountAsync(host));

        if (to is null)
        {
            var refused = (
                await FluentActions.Awaiting(() => CallAsync(host, call, workspace.Id))
                    .Should().ThrowAsync<WorkspaceConflictException>()).Which;
            (refused.WorkspaceId, refused.Slug, refused.Status).Should().Be((workspace.Id, workspace.Slug, from));
            refused.TargetStatus.Should().Be(call switch
            {
                "suspend" => WorkspaceStatus.Suspended,
                "resume" => WorkspaceStatus.Active,
                _ => WorkspaceStatus.Archived,
            });
            refused.Message.Should().Contain($"{from}").And.Contain($"{refused.TargetStatus}");
            (await host.GetWorkspaceAsync(workspace.Id)).Should().BeEquivalentTo(before, "nothing was changed");
            (await CountAsync(host)).Should().Be(entries);
            return;
        }

        var changed = await CallAsync(host, call, workspace.Id);
        changed.Status.Should().Be(to);
        changed.Should().BeEquivalentTo(await host.GetWorkspaceAsync(workspace.Id));
        (await CountAsync(host)).Should().Be(entries + (from == to ? 0 : 1), "what is as asked for is not changed");

        (await CallAsync(host, call, workspace.Id)).Should().BeEquivalentTo(changed, "repeating it does no harm");
        (await CountAsync(host)).Should().Be(entries + (from == to ? 0 : 1));
    }

    [Fact]
    public async Task What_was_purged_or_never_was_or_is_a_spare_is_not_found()
    {
        await using var host = await StartAsync();
        var (workspace, spare) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        await CallAsync(host, "delete", workspace.Id);
        await BringToAsync(host, spare.Id, WorkspaceStatus.Spare);

        foreach (var id in (Guid[])[workspace.Id, spare.Id, Guid.NewGuid()])
        {
            foreach (var call in (string[])["suspend", "resume", "archive", "restore"])
            {
                (await FluentActions.Awaiting(() => CallAsync(host, call, id)).Should().ThrowAsync<WorkspaceNotFoundException>())
                    .Which.WorkspaceId.Should().Be(id);
            }
        }

        await FluentActions.Awaiting(() => CallAsync(host, "delete", spare.Id)).Should().ThrowAsync<WorkspaceNotFoundException>();
        await FluentActions.Awaiting(() => CallAsync(host, "delete", Guid.NewGuid())).Should().ThrowAsync<WorkspaceNotFoundException>();
        (await CallAsync(host, "delete", workspace.Id)).Status.Should().Be(WorkspaceStatus.Deleted, "deleting it again does nothing");
    }

    [Fact]
    public async Task A_creation_that_failed_is_in_provisioning_again_while_it_is_repeated()
    {
        var fails = true;
        WorkspaceStatus? seen = null;
        TestHost? other = null;
        await using var host = await StartAsync(tenancy => tenancy.OnSchemaCreated(async (_, _) =>
        {
            if (fails)
            {
                throw new InvalidDataException("The hook is broken.");
            }

            seen = await other!.WithAsync<MasterDbContext, WorkspaceStatus>(m => m.Workspaces.Select(w => w.Status).SingleAsync(Token));
        }));
        await using var second = other = host.Another();
        var id = Guid.NewGuid();

        await FluentActions.Awaiting(() => host.CreateWorkspaceAsync("Again", id)).Should().ThrowAsync<WorkspaceMigrationException>();
        (await host.GetWorkspaceAsync(id)).Status.Should().Be(WorkspaceStatus.Failed);
        fails = false;
        (await host.CreateWorkspaceAsync("Again", id)).Status.Should().Be(WorkspaceStatus.Active);

        seen.Should().Be(WorkspaceStatus.Provisioning, "a crash is completed at the next start, as after the first attempt");
        (await host.AuditAsync(id)).Select(e => e.Action).Should().Equal(
            "workspace.provisioned", "workspace.provisioning_retried", "workspace.provisioning_failed", "workspace.created");
    }

    [Fact]
    public async Task Of_two_changes_at_once_the_later_one_is_told_what_came_first()
    {
        await using var first = await StartWithGraceAsync();
        await using var second = first.Another(Grace);
        for (var round = 0; round < 20; round++)
        {
            var workspace = await first.CreateWorkspaceAsync();
            await CallAsync(first, "suspend", workspace.Id);

            var outcomes = await Task.WhenAll(OutcomeAsync(first, "archive", workspace.Id), OutcomeAsync(second, "resume", workspace.Id));

            // Archived and then resumed, or resumed and then not archived.
            var row = await first.GetWorkspaceAsync(workspace.Id);
            row.Status.Should().Be(WorkspaceStatus.Active);
            outcomes[1].Should().BeNull();
            (outcomes[0] is null or { Status: WorkspaceStatus.Active, TargetStatus: WorkspaceStatus.Archived }).Should().BeTrue();
            (await first.AuditAsync(workspace.Id)).Count(e => e.Action is "workspace.archived" or "workspace.resumed")
                .Should().Be(outcomes[0] is null ? 2 : 1);
        }

        static async Task<WorkspaceConflictException?> OutcomeAsync(TestHost host, string call, Guid id)
        {
            try
            {
                await CallAsync(host, call, id);
                return null;
            }
            catch (WorkspaceConflictException exception)
            {
                return exception;
            }
        }
    }

    private static void Grace(TenancyBuilder tenancy) => tenancy.Configure(options => options.DeletionGrace = TimeSpan.FromDays(7));

    private static Task<Workspace> CallAsync(TestHost host, string call, Guid id)
        => host.WithAsync<IWorkspaceService, Workspace>(w => call switch
        {
            "suspend" => w.SuspendAsync(id, "ada", Token),
            "resume" => w.ResumeAsync(id, "ada", Token),
            "archive" => w.ArchiveAsync(id, "ada", Token),
            "delete" => w.DeleteAsync(id, "ada", Token),
            _ => w.RestoreAsync(id, "ada", Token),
        });

    private static async Task BringToAsync(TestHost host, Guid id, WorkspaceStatus status)
    {
        string[] calls = status switch
        {
            WorkspaceStatus.Suspended => ["suspend"],
            WorkspaceStatus.Archived => ["suspend", "archive"],
            WorkspaceStatus.Deleting => ["suspend", "delete"],
            _ => [],
        };
        foreach (var call in calls)
        {
            await CallAsync(host, call, id);
        }

        if (status is WorkspaceStatus.Provisioning or WorkspaceStatus.Failed or WorkspaceStatus.Importing or WorkspaceStatus.Spare)
        {
            await host.WithAsync<MasterDbContext, int>(
                m => m.Workspaces.Where(w => w.Id == id).ExecuteUpdateAsync(set => set.SetProperty(w => w.Status, status), Token));
        }
    }

    private static Task<int> CountAsync(TestHost host) => host.WithAsync<MasterDbContext, int>(m => m.AuditLog.CountAsync(Token));

    private Task<TestHost> StartWithGraceAsync() => StartAsync(Grace);
}
