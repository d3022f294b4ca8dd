using Microsoft.EntityFrameworkCore;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>EF's retrying strategy around the library's own transactions.</summary>
public sealed class RetryTests(PostgreSqlServer server) : Specification(server)
{
    [Fact]
    public async Task Provisioning_migrating_and_deleting_work_with_it()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using (var next = host.Another<SpecDbContextV2>())
        {
            (await next.Migrator.MigrateAsync(workspace.Id, cancellationToken: Token)).Outcome
                .Should().Be(WorkspaceMigrationOutcome.Migrated);
        }

        (await host.WithAsync<IWorkspaceMemberService, WorkspaceMember>(
            m => m.AddAsync(workspace.Id, "grace", WorkspaceRole.Member, cancellationToken: Token))).Role.Should().Be(WorkspaceRole.Member);
        await host.WithAsync<IWorkspaceService, bool>(async workspaces =>
        {
            await workspaces.DeleteAsync(workspace.Id, cancellationToken: Token);
            return true;
        });
        (await host.Database.ExistsAsync(workspace.Schema)).Should().BeFalse();
    }

    [Fact]
    public async Task A_transient_failure_in_the_middle_of_provisioning_is_retried_from_the_start()
    {
        var attempts = 0;
        await using var host = await StartAsync(
            tenancy => tenancy.ConfigureContext((_, options) => options.UseAsyncSeeding(async (context, _, token) =>
        {
            context.Add(new Project { Name = $"attempt {++attempts}", WrittenFor = ((WorkspaceDbContext)context).WorkspaceId });
            await context.SaveChangesAsync(token);
            if (attempts < 3)
            {
                throw new TimeoutException("The connection was lost.");
            }
        })));

        var workspace = await host.CreateWorkspaceAsync();

        attempts.Should().Be(3);
        workspace.Status.Should().Be(WorkspaceStatus.Active);
        await using var lease = await host.RentAsync(workspace);
        (await lease.Context.Projects.Select(p => p.Name).ToListAsync(Token)).Should().Equal("attempt 3");
        (await host.AuditAsync(workspace.Id)).Select(e => e.Action).Should().Equal("workspace.provisioned", "workspace.created");
    }

    [Fact]
    public async Task A_failure_that_stays_is_recorded_once()
    {
        await using var host = await StartAsync(tenancy => tenancy.ConfigureContext((_, options) => options.UseAsyncSeeding(
            (_, _, _) => throw new TimeoutException("The connection was lost."))));
        var id = Guid.NewGuid();

        await FluentActions.Awaiting(() => host.CreateWorkspaceAsync("Acme", id)).Should().ThrowAsync<WorkspaceMigrationException>();

        (await host.GetWorkspaceAsync(id)).Status.Should().Be(WorkspaceStatus.Failed);
        (await host.AuditAsync(id)).Should().ContainSingle(e => e.Action == "workspace.provisioning_failed");
    }

    [Fact]
    public async Task A_change_whose_answer_is_lost_is_not_made_twice()
    {
        await using var host = await TestHost.StartAsync(new PostgreSqlDatabase(server, tenancy => tenancy.UseNpgsql(
            server.ConnectionString, npgsql => npgsql.ExecutionStrategy(dependencies => new LosingAnswersStrategy(dependencies)))));

        // With no id a repeated insert would be a second workspace.
        var workspace = await host.CreateWorkspaceAsync("Acme");
        await host.WithAsync<IWorkspaceMemberService, WorkspaceMember>(
            m => m.AddAsync(workspace.Id, "grace", WorkspaceRole.Owner, cancellationToken: Token));
        await host.WithAsync<IWorkspaceMemberService, bool>(m => m.RemoveAsync(workspace.Id, "ada", cancellationToken: Token));
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.SuspendAsync(workspace.Id, cancellationToken: Token));

        LosingAnswersStrategy.Lost.Should().BeGreaterThan(4);
        (await host.WithAsync<IWorkspaceService, IReadOnlyList<Workspace>>(w => w.ListAsync(cancellationToken: Token)))
            .Should().ContainSingle().Which.Status.Should().Be(WorkspaceStatus.Suspended);
        (await host.AuditAsync(workspace.Id)).Select(e => e.Action).Should().Equal(
            "workspace.suspended", "member.removed", "member.added", "workspace.provisioned", "workspace.created");
    }

    private new Task<TestHost> StartAsync(Action<TenancyBuilder>? configure = null)
        => TestHost.StartAsync(
            new PostgreSqlDatabase(server, tenancy => tenancy.UseNpgsql(
                server.ConnectionString, npgsql => npgsql.EnableRetryOnFailure(3, TimeSpan.FromMilliseconds(50), errorCodesToAdd: null))),
            configure);
}
