using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Specifications;

/// <summary>A context whose constructor takes services gets those of a DI scope that is in its workspace and ends with it.</summary>
public abstract class ContextServicesSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task Each_lease_and_each_visit_has_services_of_its_own_in_its_workspace()
    {
        await using var database = Server.CreateDatabase();
        await using var services = Host(database);
        var (first, second) = await CreateTwoAsync(services);
        var contexts = services.GetRequiredService<IWorkspaceContextFactory<ProbedDbContext>>();
        ScopeProbe earlier;
        await using (var a = await contexts.RentAsync(first.Id, Token))
        await using (var b = contexts.Rent(second))
        await using (var again = await contexts.RentAsync(first.Id, Token))
        {
            a.Context.Probe.WorkspaceId.Should().Be(first.Id);
            b.Context.Probe.WorkspaceId.Should().Be(second.Id);
            again.Context.Probe.WorkspaceId.Should().Be(first.Id);
            again.Context.Probe.Should().NotBeSameAs(a.Context.Probe);
            a.Context.GetService<ScopeProbe>().Should().BeSameAs(a.Context.Probe, "EF hands on the lease's own services");
            (await b.Context.Agents.CountAsync(Token)).Should().Be(0);
            earlier = a.Context.Probe;
        }

        earlier.IsDisposed.Should().BeTrue();
        using (var lease = contexts.Rent(first))
        {
            earlier = lease.Context.Probe;
        }

        earlier.IsDisposed.Should().BeTrue("a lease can be disposed without waiting");
        var fleet = services.GetRequiredService<IWorkspaceFleet<ProbedDbContext>>();
        var report = await fleet.VisitAsync(
            (workspace, context, _) =>
            {
                context.Probe.WorkspaceId.Should().Be(workspace.Id);
                return Task.CompletedTask;
            },
            cancellationToken: Token);
        report.Failures.Should().BeEmpty();
        report.Results.Should().HaveCount(2);
        services.GetRequiredService<ProbeCounter>().Alive.Should().Be(0);
    }

    [Fact]
    public async Task A_requests_context_shares_the_requests_services()
    {
        await using var database = Server.CreateDatabase();
        await using var services = Host(database);
        var (first, _) = await CreateTwoAsync(services);
        await using (var scope = await services.GetRequiredService<IWorkspaceScopeFactory>().CreateScopeAsync(first.Id, Token))
        {
            var context = scope.ServiceProvider.GetRequiredService<ProbedDbContext>();
            context.Probe.Should().BeSameAs(scope.ServiceProvider.GetRequiredService<ScopeProbe>());
            context.Probe.WorkspaceId.Should().Be(first.Id);
            await context.DisposeAsync();
            context.Probe.IsDisposed.Should().BeFalse("the scope is not the context's");
        }

        services.GetRequiredService<ProbeCounter>().Alive.Should().Be(0);
    }

    [Fact]
    public async Task Provisioning_migrating_and_scripting_leave_no_service_behind()
    {
        await using var database = Server.CreateDatabase();
        await using var services = Host(database);
        var (first, second) = await CreateTwoAsync(services);
        var migrator = services.GetRequiredService<IWorkspaceMigrator>();
        await migrator.MigrateAsync(first.Id, cancellationToken: Token);
        await migrator.RunAsync(cancellationToken: Token);
        await migrator.VerifyAsync(Token);
        await migrator.ScriptAsync(second.Id, cancellationToken: Token);
        await using (var unbound = services.GetRequiredService<IDbContextFactory<ProbedDbContext>>().CreateDbContext())
        {
            unbound.Probe.WorkspaceId.Should().BeNull();
        }

        await using (var scope = services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<IWorkspaceService>().DeleteAsync(first.Id, cancellationToken: Token);
        }

        var counter = services.GetRequiredService<ProbeCounter>();
        counter.Total.Should().BeGreaterThanOrEqualTo(4, "the library asks for a context of the host only where it needs one");
        counter.Alive.Should().Be(0);
    }

    private ServiceProvider Host(ITestDatabase database)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ProbeCounter>().AddScoped<ScopeProbe>().AddTransient<TransientProbe>();
        services.AddPmAssistTenancy<ProbedDbContext>(tenancy =>
        {
            database.Use(tenancy);
            tenancy.Configure(options => (options.MasterSchema, options.SchemaMode) = (database.MasterSchema, Mode));
        });
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
    }

    private static async Task<(Workspace First, Workspace Second)> CreateTwoAsync(ServiceProvider services)
    {
        await services.GetRequiredService<IWorkspaceMigrator>().MigrateMasterAsync(cancellationToken: Token);
        await using var scope = services.CreateAsyncScope();
        var workspaces = scope.ServiceProvider.GetRequiredService<IWorkspaceService>();
        return (
            await workspaces.CreateAsync(new NewWorkspace("First", "ada"), Token),
            await workspaces.CreateAsync(new NewWorkspace("Second", "ada"), Token));
    }
}
