using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PmAssist.Tenancy.Specifications;

/// <summary>What a host's start does before the host accepts work.</summary>
public abstract class StartupSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task Start_up_migrates_when_asked_to()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var next = host.Another<SpecDbContextV2>(tenancy => tenancy.Configure(o => o.MigrateOnStartup = true));

        await StartHostedAsync(next);

        (await next.GetWorkspaceAsync(workspace.Id)).SchemaVersion.Should().Be("20260201000000_AddPriority");
    }

    [Fact]
    public async Task Start_up_bears_a_workspace_that_is_deleted_while_it_migrates()
    {
        await using var host = await StartAsync();
        var (first, second) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        var deleted = 0;
        await using var next = host.Another<SpecDbContextV2>(tenancy => tenancy
            .Configure(o => o.MigrateOnStartup = true)
            .ConfigureContext((_, options) => options.UseAsyncSeeding(async (_, _, token) =>
            {
                // In the middle of the canary; the other one is planned already.
                if (Interlocked.Exchange(ref deleted, 1) == 0)
                {
                    await host.WithAsync<IWorkspaceService, bool>(async workspaces =>
                    {
                        await workspaces.DeleteAsync(second.Id, cancellationToken: token);
                        return true;
                    });
                }
            })));

        await StartHostedAsync(next);

        (await next.GetWorkspaceAsync(first.Id)).SchemaVersion.Should().Be("20260201000000_AddPriority");
        await FluentActions.Awaiting(() => next.GetWorkspaceAsync(second.Id)).Should().ThrowAsync<WorkspaceNotFoundException>();
    }

    [Fact]
    public async Task Start_up_of_an_old_build_says_which_workspaces_are_ahead_and_goes_on()
    {
        await using var host = await StartAsync();
        await using var next = host.Another<SpecDbContextV2>();
        var ahead = await next.CreateWorkspaceAsync();
        await using var old = host.Another(tenancy => tenancy.Configure(o => o.MigrateOnStartup = true));

        await StartHostedAsync(old);

        old.Log.Messages.Should().ContainSingle(m => m.Contains("1 workspaces are ahead of this build", StringComparison.Ordinal))
            .And.Contain(m => m.Contains("0 migrated, 0 failed, 1 ahead", StringComparison.Ordinal));
        (await host.GetWorkspaceAsync(ahead.Id)).Should().BeEquivalentTo(ahead);
    }

    [Fact]
    public async Task Start_up_that_fails_says_how_many_failed_and_how_many_were_not_tried()
    {
        await using var host = await StartAsync();
        var broken = await host.CreateWorkspaceAsync();
        await host.CreateWorkspaceAsync();
        await host.Database.ExecuteAsync(broken.Schema, $"CREATE TABLE {host.Database.Table(broken.Schema, "labels")} (in_the_way int)");
        await using var next = host.Another<SpecDbContextV2>(tenancy => tenancy.Configure(o => o.MigrateOnStartup = true));

        await FluentActions.Awaiting(() => StartHostedAsync(next)).Should().ThrowAsync<WorkspaceMigrationException>()
            .WithMessage($"1 of 2 workspaces could not be migrated*{broken.Id}*0 others were migrated, 1 were not tried*");
    }

    [Fact]
    public async Task Start_up_completes_what_a_crash_left()
    {
        await using var host = await StartAsync();
        var (provisioning, deleting) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());

        // As a process leaves them that dies after the row was written, and after the deletion was marked.
        await SetStatusAsync(host, provisioning.Id, WorkspaceStatus.Provisioning, schemaName: null);
        await host.Database.LoseAsync(provisioning.Schema);
        await SetStatusAsync(host, deleting.Id, WorkspaceStatus.Deleting, deleting.DbSchemaName);

        await using var restarted = host.Another();
        await StartHostedAsync(restarted);

        (await host.GetWorkspaceAsync(provisioning.Id)).Status.Should().Be(WorkspaceStatus.Active);
        await using (var lease = await host.RentAsync(provisioning))
        {
            (await lease.Context.Projects.CountAsync(Token)).Should().Be(0);
        }

        (await host.Database.ExistsAsync(deleting.Schema)).Should().BeFalse();
        await FluentActions.Awaiting(() => host.GetWorkspaceAsync(deleting.Id)).Should().ThrowAsync<WorkspaceNotFoundException>();
    }

    [Fact]
    public async Task Start_up_marks_what_it_cannot_complete_as_failed_and_goes_on()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await SetStatusAsync(host, workspace.Id, WorkspaceStatus.Provisioning, schemaName: null);
        await host.Database.LoseAsync(workspace.Schema);
        await using var restarted = host.Another(tenancy => tenancy.ConfigureContext((_, options) => options.UseAsyncSeeding(
            (_, _, _) => throw new InvalidDataException("The seed is broken."))));

        await StartHostedAsync(restarted);

        var failed = await host.GetWorkspaceAsync(workspace.Id);
        (failed.Status, failed.LastError).Should().Be((WorkspaceStatus.Failed, "The seed is broken."));
    }

    [Fact]
    public async Task Start_up_refuses_a_database_with_the_template_schema()
    {
        await using var host = await StartAsync();
        await host.Database.CreateTemplateSchemaAsync();
        try
        {
            await FluentActions.Awaiting(() => StartHostedAsync(host))
                .Should().ThrowAsync<TenancyException>().WithMessage("*template schema*must not exist*");
        }
        finally
        {
            await host.Database.LoseAsync(default);
        }
    }

    [Fact]
    public async Task Start_up_goes_on_without_a_master_schema_unless_it_is_to_migrate_it()
    {
        await using var host = TestHost.Create<SpecDbContext>(Server.CreateDatabase(), configure: null);
        await StartHostedAsync(host);
        host.Log.Messages.Should().Contain(m => m.Contains("startup check was skipped", StringComparison.Ordinal));
    }

    private static async Task StartHostedAsync(TestHost host)
    {
        foreach (var service in host.Services.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
        {
            await service.StartingAsync(Token);
        }
    }

    private static Task<int> SetStatusAsync(TestHost host, Guid id, WorkspaceStatus status, string? schemaName)
        => host.WithAsync<MasterDbContext, int>(master => master.Workspaces.Where(w => w.Id == id).ExecuteUpdateAsync(
            set => set.SetProperty(w => w.Status, status).SetProperty(w => w.DbSchemaName, schemaName), Token));
}
