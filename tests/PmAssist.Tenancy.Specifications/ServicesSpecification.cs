using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Specifications;

/// <summary>Members, integrations, the audit log and the life of a workspace.</summary>
public abstract class ServicesSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task Members_are_added_changed_listed_and_removed()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync("Team");
        await using var scope = host.Services.CreateAsyncScope();
        var members = scope.ServiceProvider.GetRequiredService<IWorkspaceMemberService>();
        var user = $"user-{Guid.NewGuid():N}";

        await members.AddAsync(workspace.Id, user, WorkspaceRole.Viewer, "ada", Token);
        await members.ChangeRoleAsync(workspace.Id, user, WorkspaceRole.Admin, "ada", Token);
        (await scope.ServiceProvider.GetRequiredService<IWorkspaceService>().ListAsync(
            new WorkspaceFilter { MemberId = user }, cancellationToken: Token)).Should().ContainSingle(w => w.Id == workspace.Id);
        (await members.ListAsync(workspace.Id, cancellationToken: Token)).Single(m => m.UserId == user).Role
            .Should().Be(WorkspaceRole.Admin);
        (await members.RemoveAsync(workspace.Id, user, "ada", Token)).Should().BeTrue();
        (await members.RemoveAsync(workspace.Id, user, "ada", Token)).Should().BeFalse();

        (await host.AuditAsync(workspace.Id)).Where(e => e.EntityType == nameof(WorkspaceMember)).Select(e => (e.Action, e.ActorId))
            .Should().Equal(("member.removed", "ada"), ("member.role_changed", "ada"), ("member.added", "ada"));
    }

    [Fact]
    public async Task A_workspace_keeps_an_owner_and_a_member_is_added_once()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = host.Services.CreateAsyncScope();
        var members = scope.ServiceProvider.GetRequiredService<IWorkspaceMemberService>();

        await Conflicts(() => members.RemoveAsync(workspace.Id, "ada", cancellationToken: Token));
        await Conflicts(() => members.ChangeRoleAsync(workspace.Id, "ada", WorkspaceRole.Member, cancellationToken: Token));
        await Conflicts(() => members.AddAsync(workspace.Id, "ada", WorkspaceRole.Member, cancellationToken: Token));
        var stranger = (
            await FluentActions.Awaiting(() => members.ChangeRoleAsync(workspace.Id, "eve", WorkspaceRole.Admin, cancellationToken: Token))
            .Should().ThrowAsync<WorkspaceMemberNotFoundException>()).Which;
        (stranger.WorkspaceId, stranger.UserId).Should().Be((workspace.Id, "eve"));
        await FluentActions.Awaiting(() => members.AddAsync(Guid.NewGuid(), "bob", WorkspaceRole.Member, cancellationToken: Token))
            .Should().ThrowAsync<WorkspaceNotFoundException>();
        await FluentActions.Awaiting(() => members.AddAsync(workspace.Id, "bob", (WorkspaceRole)9, cancellationToken: Token))
            .Should().ThrowAsync<ArgumentOutOfRangeException>();

        var race = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            try
            {
                await members.AddAsync(workspace.Id, "bob", WorkspaceRole.Member, cancellationToken: Token);
                return true;
            }
            catch (WorkspaceConflictException)
            {
                return false;
            }
        }));
        race.Should().ContainSingle(added => added);

        static async Task Conflicts(Func<Task> run) => await run.Should().ThrowAsync<WorkspaceConflictException>();
    }

    [Fact]
    public async Task Integrations_are_kept_per_workspace()
    {
        await using var host = await StartAsync();
        var (first, second) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        foreach (var workspace in new[] { first, second })
        {
            await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
            var integrations = scope.ServiceProvider.GetRequiredService<IIntegrationService>();
            var created = await integrations.CreateAsync(
                new NewIntegration("github", "acme/web", workspace.Name) { Configuration = """{"branch":"main"}""" }, Token);
            created.Version.Should().Be(1);
            created.CreatedUtc.Should().BeCloseTo(DateTime.UtcNow, TimeSpan.FromMinutes(1));

            await FluentActions.Awaiting(() => integrations.CreateAsync(new NewIntegration("github", "acme/web", "again"), Token))
                .Should().ThrowAsync<WorkspaceConflictException>();
            await FluentActions.Awaiting(
                () => integrations.CreateAsync(new NewIntegration("github", "x", "y") { Configuration = "{" }, Token))
                .Should().ThrowAsync<InvalidInputException>().WithMessage("*JSON*");
            (await integrations.ListAsync("github", Token)).Should().ContainSingle().Which.DisplayName.Should().Be(workspace.Name);
            (await integrations.ListAsync("slack", Token)).Should().BeEmpty();
        }

        await using (var scope = await host.Scopes.CreateScopeAsync(first.Id, Token))
        {
            var integrations = scope.ServiceProvider.GetRequiredService<IIntegrationService>();
            var id = (await integrations.ListAsync(cancellationToken: Token)).Single().Id;
            var updated = await integrations.UpdateAsync(id, new IntegrationChanges { Status = IntegrationStatus.Disabled }, Token);
            updated!.Version.Should().Be(2);
            var unknown = Guid.NewGuid();
            (await FluentActions.Awaiting(() => integrations.UpdateAsync(unknown, new IntegrationChanges(), Token))
                .Should().ThrowAsync<IntegrationNotFoundException>()).Which.IntegrationId.Should().Be(unknown);
            await integrations.UpdateAsync(id, new IntegrationChanges { ExternalUrl = "https://example.com" }, Token);
            (await integrations.UpdateAsync(id, new IntegrationChanges { DisplayName = "renamed" }, Token)).ExternalUrl
                .Should().Be("https://example.com");
            (await integrations.UpdateAsync(id, new IntegrationChanges { ExternalUrl = "" }, Token)).ExternalUrl.Should().BeNull();

            await using var other = await host.RentAsync(first);
            await other.Context.Integrations.ExecuteUpdateAsync(set => set.SetProperty(i => i.Version, 9), Token);
            await FluentActions.Awaiting(() => integrations.UpdateAsync(id, new IntegrationChanges { DisplayName = "late" }, Token))
                .Should().ThrowAsync<WorkspaceConflictException>();
        }

        await using var last = await host.RentAsync(second);
        (await last.Context.Integrations.SingleAsync(Token)).Status.Should().Be(IntegrationStatus.Active);
    }

    [Fact]
    public async Task An_agents_jobs_outlive_it()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var lease = await host.RentAsync(workspace);
        var agent = new WorkspaceAgent { Name = "Triage", Kind = "triage" };
        var due = new DateTime(2026, 3, 1, 12, 30, 15, DateTimeKind.Utc).AddMicroseconds(123456);
        lease.Context.Add(agent);
        lease.Context.Add(new AutomationJob { Name = "Nightly", AgentId = agent.Id, RunAtUtc = due, Status = JobStatus.Running });
        await lease.Context.SaveChangesAsync(Token);
        await lease.Context.Agents.ExecuteDeleteAsync(Token);
        lease.Context.ChangeTracker.Clear();

        var job = await lease.Context.Jobs.SingleAsync(j => j.Status == JobStatus.Running && j.RunAtUtc == due, Token);
        job.AgentId.Should().BeNull();
        job.RunAtUtc.Should().Be(due);
        job.RunAtUtc.Kind.Should().Be(DateTimeKind.Utc);
    }

    [Fact]
    public async Task A_workspace_is_renamed_suspended_resumed_and_archived()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync("Old name");
        await using var scope = host.Services.CreateAsyncScope();
        var workspaces = scope.ServiceProvider.GetRequiredService<IWorkspaceService>();

        var renamed = await workspaces.RenameAsync(workspace.Id, "New name", "ada", Token);
        (renamed.Name, renamed.Slug, renamed.DbSchemaName).Should().Be(("New name", workspace.Slug, workspace.DbSchemaName));
        (await workspaces.FindBySlugAsync(workspace.Slug, Token))!.Name.Should().Be("New name");
        (await workspaces.FindBySlugAsync("nobody-has-this", Token)).Should().BeNull();

        await workspaces.SuspendAsync(workspace.Id, cancellationToken: Token);
        await FluentActions.Awaiting(() => host.RentAsync(workspace)).Should().ThrowAsync<WorkspaceUnavailableException>();
        await FluentActions.Awaiting(() => host.Scopes.CreateScopeAsync(workspace.Id, Token))
            .Should().ThrowAsync<WorkspaceUnavailableException>();
        await workspaces.ResumeAsync(workspace.Id, cancellationToken: Token);
        await (await host.RentAsync(workspace)).DisposeAsync();
        await workspaces.SuspendAsync(workspace.Id, cancellationToken: Token);
        (await workspaces.ArchiveAsync(workspace.Id, cancellationToken: Token)).Status.Should().Be(WorkspaceStatus.Archived);

        await workspaces.TouchAsync(workspace.Id, Token);
        (await workspaces.GetAsync(workspace.Id, Token)).LastSeenUtc.Should().BeCloseTo(DateTime.UtcNow, TimeSpan.FromMinutes(1));
        (await workspaces.ListAsync(new WorkspaceFilter { Status = WorkspaceStatus.Archived }, cancellationToken: Token))
            .Should().ContainSingle(w => w.Id == workspace.Id);
    }

    [Fact]
    public async Task What_is_unknown_or_deleted_has_no_members_and_is_not_touched()
    {
        await using var host = await StartAsync();
        var deleted = await host.CreateWorkspaceAsync();
        await using var scope = host.Services.CreateAsyncScope();
        var workspaces = scope.ServiceProvider.GetRequiredService<IWorkspaceService>();
        var members = scope.ServiceProvider.GetRequiredService<IWorkspaceMemberService>();
        await workspaces.DeleteAsync(deleted.Id, cancellationToken: Token);
        var before = await host.Database.DumpMasterAsync();

        foreach (var id in (Guid[])[deleted.Id, Guid.NewGuid()])
        {
            await FluentActions.Awaiting(() => workspaces.TouchAsync(id, Token)).Should().ThrowAsync<WorkspaceNotFoundException>();
            (await members.ListAsync(id, cancellationToken: Token)).Should().BeEmpty("a list has what is there");
        }

        (await host.Database.DumpMasterAsync()).Should().Equal(before);
    }

    [Fact]
    public async Task The_audit_log_takes_a_hosts_entries_and_pages_back()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = host.Services.CreateAsyncScope();
        var audit = scope.ServiceProvider.GetRequiredService<IAuditLog>();
        var written = await audit.WriteAsync(
            new NewAuditEntry(
                "invoice.sent", "Invoice", "42")
            { WorkspaceId = workspace.Id, ActorId = "ada", Details = """{"total": 12.5}""" }, Token);

        var newest = (await audit.ReadAsync(workspace.Id, take: 1, cancellationToken: Token)).Single();
        newest.Id.Should().Be(written.Id);
        newest.OccurredUtc.Should().Be(written.OccurredUtc);
        (await audit.ReadAsync(workspace.Id, before: newest.Position, cancellationToken: Token)).Should().HaveCount(2);
        await FluentActions.Awaiting(() => audit.ReadAsync(workspace.Id, take: 0, cancellationToken: Token))
            .Should().ThrowAsync<ArgumentOutOfRangeException>();
        await FluentActions.Awaiting(() => audit.WriteAsync(new NewAuditEntry("a", "b", "c") { Details = "no json" }, Token))
            .Should().ThrowAsync<InvalidInputException>();
        await FluentActions.Awaiting(() => audit.WriteAsync(new NewAuditEntry(new string('a', 65), "b", "c"), Token))
            .Should().ThrowAsync<InvalidInputException>();
    }

    [Fact]
    public async Task Entries_of_one_moment_are_all_read_page_by_page()
    {
        await using var host = await StartAsync(new ManualClock());
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = host.Services.CreateAsyncScope();
        var audit = scope.ServiceProvider.GetRequiredService<IAuditLog>();
        for (var i = 0; i < 10; i++)
        {
            await audit.WriteAsync(new NewAuditEntry("report.sent", "Report", $"{i}") { WorkspaceId = workspace.Id }, Token);
        }

        var all = await audit.ReadAsync(workspace.Id, cancellationToken: Token);
        all.Should().HaveCount(12);
        all.Select(e => e.OccurredUtc).Distinct().Should().ContainSingle("the clock stands still");

        var read = new List<AuditEntry>();
        for (string? position = null; ;)
        {
            var page = await audit.ReadAsync(workspace.Id, take: 5, position, Token);
            if (page.Count == 0)
            {
                break;
            }

            read.AddRange(page);

            // As it goes through an address and back.
            position = page[^1].Position;
        }

        read.Select(e => e.Id).Should().Equal(all.Select(e => e.Id));
    }
}
