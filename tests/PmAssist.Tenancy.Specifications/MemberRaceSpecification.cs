using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Specifications;

/// <summary>Changes of one workspace that meet at the same moment, from hosts of their own.</summary>
public abstract class MemberRaceSpecification(ITestServer server) : Specification(server)
{
    private const int Rounds = 20;

    [Fact]
    public Task Two_owners_who_leave_at_once_leave_one()
        => OfTwoOwnersOneStaysAsync((members, workspace, user) => members.RemoveAsync(workspace, user, cancellationToken: Token));

    [Fact]
    public Task Two_owners_who_step_down_at_once_leave_one()
        => OfTwoOwnersOneStaysAsync(
            (members, workspace, user) => members.ChangeRoleAsync(workspace, user, WorkspaceRole.Member, cancellationToken: Token));

    [Fact]
    public Task An_owner_who_leaves_while_the_other_steps_down_leaves_one()
        => OfTwoOwnersOneStaysAsync((members, workspace, user) => user == "ada"
            ? members.RemoveAsync(workspace, user, cancellationToken: Token)
            : members.ChangeRoleAsync(workspace, user, WorkspaceRole.Viewer, cancellationToken: Token));

    /// <summary>Such as a suspension while a run notes a migration: neither is told of the other.</summary>
    [Fact]
    public async Task Changes_that_do_not_contradict_each_other_are_made_one_after_the_other()
    {
        await using var first = await StartAsync();
        await using var second = first.Another();
        for (var round = 0; round < Rounds; round++)
        {
            var workspace = await first.CreateWorkspaceAsync();
            var gold = new Dictionary<string, object?> { ["plan"] = "gold" };
            await Task.WhenAll(
                WithAsync<IWorkspaceService>(first, w => w.RenameAsync(workspace.Id, "Northwind", cancellationToken: Token)),
                WithAsync<IWorkspaceService>(second, w => w.ChangeSlugAsync(workspace.Id, $"northwind-{round}", cancellationToken: Token)),
                WithAsync<IWorkspaceService>(first, w => w.SuspendAsync(workspace.Id, cancellationToken: Token)),
                WithAsync<IWorkspaceService>(second, w => w.ChangePropertiesAsync(workspace.Id, gold, cancellationToken: Token)));

            var changed = await first.GetWorkspaceAsync(workspace.Id);
            (changed.Name, changed.Slug, changed.Status, changed.Properties.Find<string>("plan"), changed.Version - workspace.Version)
                .Should().Be(("Northwind", $"northwind-{round}", WorkspaceStatus.Suspended, "gold", 4));
        }
    }

    [Fact]
    public async Task A_member_who_is_added_while_the_workspace_is_deleted_does_not_survive_it()
    {
        await using var first = await StartAsync();
        await using var second = first.Another();
        for (var round = 0; round < Rounds; round++)
        {
            var workspace = await first.CreateWorkspaceAsync();
            var users = Enumerable.Range(0, 3).Select(i => $"user-{round}-{i}").ToList();
            await Task.WhenAll(
            [
                WithAsync<IWorkspaceService>(first, w => w.DeleteAsync(workspace.Id, cancellationToken: Token)),
                .. users.Select(user => OrTooLateAsync(() => WithAsync<IWorkspaceMemberService>(
                    second, m => m.AddAsync(workspace.Id, user, WorkspaceRole.Member, cancellationToken: Token)))),
            ]);

            var left = await first.WithAsync<MasterDbContext, int>(m => m.Members.CountAsync(x => x.WorkspaceId == workspace.Id, Token));
            left.Should().Be(0, "a tombstone has no members");
            foreach (var user in users)
            {
                (await first.WithAsync<IWorkspaceService, IReadOnlyList<Workspace>>(
                    w => w.ListAsync(new WorkspaceFilter { MemberId = user }, cancellationToken: Token))).Should().BeEmpty();
            }
        }

        static async Task OrTooLateAsync(Func<Task> add)
        {
            try
            {
                await add();
            }
            catch (WorkspaceNotFoundException)
            {
                // The deletion was faster.
            }
        }
    }

    [Fact]
    public async Task A_workspace_that_is_suspended_while_it_is_deleted_is_deleted()
    {
        await using var first = await StartAsync();
        await using var second = first.Another();
        for (var round = 0; round < Rounds; round++)
        {
            var workspace = await first.CreateWorkspaceAsync();
            await Task.WhenAll(
                WithAsync<IWorkspaceService>(first, w => w.DeleteAsync(workspace.Id, cancellationToken: Token)),
                SuspendAsync(workspace.Id));

            var row = await first.WithAsync<MasterDbContext, Workspace>(
                m => m.Workspaces.AsNoTracking().SingleAsync(w => w.Id == workspace.Id, Token));
            row.Status.Should().Be(WorkspaceStatus.Deleted);
            (await first.Database.ExistsAsync(workspace.Schema)).Should().BeFalse();
        }

        async Task SuspendAsync(Guid id)
        {
            try
            {
                await WithAsync<IWorkspaceService>(second, w => w.SuspendAsync(id, cancellationToken: Token));
            }
            catch (Exception exception) when (exception is WorkspaceConflictException or WorkspaceNotFoundException)
            {
                // The deletion was faster.
            }
        }
    }

    private async Task OfTwoOwnersOneStaysAsync(Func<IWorkspaceMemberService, Guid, string, Task> leave)
    {
        await using var first = await StartAsync();
        await using var second = first.Another();
        var workspace = await first.CreateWorkspaceAsync();
        for (var round = 0; round < Rounds; round++)
        {
            await MakeOwnersAsync(first, workspace.Id);

            var told = await Task.WhenAll(
                IsTheLastAsync(() => WithAsync<IWorkspaceMemberService>(first, m => leave(m, workspace.Id, "ada"))),
                IsTheLastAsync(() => WithAsync<IWorkspaceMemberService>(second, m => leave(m, workspace.Id, "grace"))));

            told.Should().ContainSingle(isLast => isLast, "one is told that he is the last");
            var owners = await first.WithAsync<MasterDbContext, int>(
                m => m.Members.CountAsync(x => x.WorkspaceId == workspace.Id && x.Role == WorkspaceRole.Owner, Token));
            owners.Should().Be(1);
        }

        static async Task<bool> IsTheLastAsync(Func<Task> leave)
        {
            try
            {
                await leave();
                return false;
            }
            catch (WorkspaceConflictException exception)
            {
                exception.Message.Should().Contain("last owner");
                return true;
            }
        }
    }

    private static async Task MakeOwnersAsync(TestHost host, Guid workspaceId)
    {
        foreach (var user in new[] { "ada", "grace" })
        {
            await WithAsync<IWorkspaceMemberService>(host, async members =>
            {
                if ((await members.ListAsync(workspaceId, cancellationToken: Token)).Any(m => m.UserId == user))
                {
                    await members.ChangeRoleAsync(workspaceId, user, WorkspaceRole.Owner, cancellationToken: Token);
                }
                else
                {
                    await members.AddAsync(workspaceId, user, WorkspaceRole.Owner, cancellationToken: Token);
                }
            });
        }
    }

    private static async Task WithAsync<TService>(TestHost host, Func<TService, Task> run)
        where TService : notnull
    {
        await using var scope = host.Services.CreateAsyncScope();
        await run(scope.ServiceProvider.GetRequiredService<TService>());
    }
}
