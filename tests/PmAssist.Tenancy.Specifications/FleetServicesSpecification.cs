using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Specifications.Contexts;

namespace PmAssist.Tenancy.Specifications;

/// <summary>Visits with the services of a scope, and the services of modules that do not know the host's context.</summary>
public abstract class FleetServicesSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task A_visit_has_a_scope_in_its_workspace_with_every_context()
    {
        await using var host = TestHost.Create<ShopDbContext>(
            Server.CreateDatabase(), tenancy => tenancy.AddContext<BillingDbContext>(), Mode);
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        var workspaces = (Workspace[])[await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync(),
            await host.CreateWorkspaceAsync()];
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.SuspendAsync(workspaces[2].Id, cancellationToken: Token));
        var lastSeen = host.Services.GetRequiredService<Internal.LastSeen>();
        lastSeen.IsKept = true;
        var seen = new List<IServiceProvider>();

        var report = await Fleet(host).VisitAsync(
            async (workspace, services, token) =>
            {
                seen.Add(services);
                services.GetRequiredService<IWorkspaceAccessor>().Current!.Id.Should().Be(workspace.Id);
                await services.GetRequiredService<IWorkspaceAccessor>().EnterAsync(workspace.Id, token);
                var (shop, billing) = (services.GetRequiredService<ShopDbContext>(), services.GetRequiredService<BillingDbContext>());
                await services.GetRequiredService<IWorkspaceTransactions>().RunAsync(
                    async inner =>
                    {
                        var customer = new Customer { Name = workspace.Slug };
                        shop.Add(customer);
                        await shop.SaveChangesAsync(inner);
                        billing.Add(new Invoice { CustomerId = customer.Id });
                        await billing.SaveChangesAsync(inner);
                    },
                    cancellationToken: token);
            },
            new() { MaxParallelism = 1 },
            cancellationToken: Token);

        report.Failures.Select(f => f.Error).Should().BeEmpty();
        report.Results.Select(r => r.WorkspaceId).Should().BeEquivalentTo([workspaces[0].Id, workspaces[1].Id]);
        lastSeen.Take().Should().BeEmpty("a visit is no use of a workspace");
        seen.Distinct().Should().HaveCount(2);
        seen.Should().OnlyContain(services => IsOver(services));
        foreach (var workspace in workspaces[..2])
        {
            await using var shop = await host.RentAsync<ShopDbContext>(workspace);
            await using var billing = await host.RentAsync<BillingDbContext>(workspace);
            (await shop.Context.Customers.SingleAsync(Token)).Name.Should().Be(workspace.Slug);
            (await billing.Context.Invoices.CountAsync(Token)).Should().Be(1);
        }
    }

    [Fact]
    public async Task Options_progress_and_report_are_those_of_the_other_fleet()
    {
        await using var host = await StartAsync();
        var workspaces = (Workspace[])[await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync(),
            await host.CreateWorkspaceAsync()];
        var done = new List<int>();

        var report = await Fleet(host).VisitAsync(
            (workspace, _, token) => workspace.Id == workspaces[0].Id ? throw new TimeoutException("no")
                : workspace.Id == workspaces[1].Id ? Task.Delay(Timeout.Infinite, token)
                : Task.CompletedTask,
            new() { MaxParallelism = 1, WorkspaceTimeout = TimeSpan.FromMilliseconds(200) },
            new Told(done),
            Token);

        report.Results.Single(r => r.WorkspaceId == workspaces[0].Id).Error!.Message.Should().Be("no");
        report.Results.Single(r => r.WorkspaceId == workspaces[1].Id).Error!.Message.Should().Contain("took longer than");
        report.Results.Single(r => r.WorkspaceId == workspaces[2].Id).Outcome.Should().Be(WorkspaceVisitOutcome.Succeeded);
        done.Should().Equal(1, 2, 3);
        await FluentActions.Awaiting(
            () => Fleet(host).VisitAsync((_, _, _) => Task.CompletedTask, new() { MaxParallelism = 0 }, cancellationToken: Token))
            .Should().ThrowAsync<ArgumentOutOfRangeException>();
        var filtered = await Fleet(host)
            .VisitAsync((_, _, _) => Task.CompletedTask, new() { Filter = w => w.Id == workspaces[2].Id }, cancellationToken: Token);
        filtered.Results.Should().ContainSingle().Which.WorkspaceId.Should().Be(workspaces[2].Id);
    }

    [Fact]
    public async Task A_module_that_does_not_know_the_hosts_context_gets_it_as_the_librarys()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using (var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token))
        {
            var context = scope.ServiceProvider.GetRequiredService<WorkspaceDbContext>();
            context.Should().BeSameAs(scope.ServiceProvider.GetRequiredService<SpecDbContext>());
            context.Add(new WorkspaceAgent { Name = "module", Kind = "spec" });
            await context.SaveChangesAsync(Token);
        }

        var contexts = host.Services.GetRequiredService<IWorkspaceContextFactory<WorkspaceDbContext>>();
        WorkspaceDbContext rented;
        await using (var lease = await contexts.RentAsync(workspace.Id, Token))
        {
            rented = lease.Context;
            (await rented.Agents.SingleAsync(Token)).Name.Should().Be("module");
        }

        await using (var own = await host.RentAsync(workspace))
        {
            ReferenceEquals(own.Context, rented).Should().Be(Mode == SchemaMode.SharedModel, "it was given back to the one pool");
        }

        using (var lease = contexts.Rent(workspace))
        {
            lease.Context.Should().BeOfType<SpecDbContext>();
        }

        var fleet = host.Services.GetRequiredService<IWorkspaceFleet<WorkspaceDbContext>>();
        (await fleet.QueryAsync(c => c.Agents, cancellationToken: Token).ToListAsync(Token)).Should().ContainSingle().Which.Workspace.Id
            .Should().Be(workspace.Id);
        (await fleet.VisitAsync((_, c, token) => c.Agents.ExecuteDeleteAsync(token), cancellationToken: Token)).Succeeded.Should().BeTrue();
        (await fleet.QueryAsync(c => c.Agents, cancellationToken: Token).CountAsync(Token)).Should().Be(0);
    }

    private static IWorkspaceFleet Fleet(TestHost host) => host.Services.GetRequiredService<IWorkspaceFleet>();

    private static bool IsOver(IServiceProvider services)
    {
        try
        {
            services.GetService<IWorkspaceAccessor>();
            return false;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    private sealed class Told(List<int> done) : IProgress<RunProgress<WorkspaceVisitResult>>
    {
        public void Report(RunProgress<WorkspaceVisitResult> value) => done.Add(value.Done);
    }
}
