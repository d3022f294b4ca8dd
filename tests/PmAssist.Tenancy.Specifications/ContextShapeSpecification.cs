using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmAssist.Tenancy.Internal;
using PmAssist.Tenancy.Specifications.Contexts;

namespace PmAssist.Tenancy.Specifications;

/// <summary>What AddDbContext takes as a context, and as configuration of one, the library takes too.</summary>
public abstract class ContextShapeSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task Of_several_constructors_the_longest_whose_services_are_registered_is_used()
    {
        await using var host = await StartShopAsync(tenancy => tenancy.AddContext<TwoConstructorsDbContext>());
        var workspace = await host.CreateWorkspaceAsync();

        await using var lease = await host.RentAsync<TwoConstructorsDbContext>(workspace);
        lease.Context.Accessor!.Current!.Id.Should().Be(workspace.Id);
        (await lease.Context.Database.CanConnectAsync(Token)).Should().BeTrue();
    }

    [Fact]
    public async Task A_context_that_adds_to_its_options_works_and_is_not_pooled()
    {
        await using var host = await StartShopAsync(
            tenancy => tenancy.AddContext<SelfConfiguringDbContext>().AddContext<ScaffoldedDbContext>());
        var workspace = await host.CreateWorkspaceAsync();

        (await UsedTwiceAsync<SelfConfiguringDbContext>(host, workspace)).Should().BeFalse();
        (await UsedTwiceAsync<ScaffoldedDbContext>(host, workspace)).Should().Be(Mode == SchemaMode.SharedModel);
        await using var lease = await host.RentAsync<SelfConfiguringDbContext>(workspace);
        lease.Context.ChangeTracker.QueryTrackingBehavior.Should().Be(QueryTrackingBehavior.NoTracking);
    }

    [Fact]
    public void What_cannot_be_a_workspace_context_is_refused_when_it_is_registered()
    {
        Refused(tenancy => tenancy.AddContext<MasterDbContext>(), "*MasterDbContext is the master's context*");
        Refused(
            tenancy => tenancy.AddContext<AbstractContext>(), "*AbstractContext*DbContextOptions<AbstractContext>*must not be abstract*");
        Refused(
            tenancy => tenancy.AddContext<HiddenContext>(),
            "*HiddenContext*public constructor that takes DbContextOptions<HiddenContext>*");
        Refused(tenancy => tenancy.AddContext<ForeignOptionsContext>(), "*ForeignOptionsContext*DbContextOptions<ForeignOptionsContext>*");

        void Refused(Action<TenancyBuilder> configure, string message)
            => FluentActions.Invoking(() => new ServiceCollection().AddPmAssistTenancy<ShopDbContext>(configure))
                .Should().Throw<InvalidOperationException>().WithMessage(message);
    }

    [Fact]
    public async Task A_context_may_name_its_history_table()
    {
        await using var host = await StartShopAsync(tenancy => tenancy.AddContext<SupportDbContext>(
            (_, options) => RelationalOptions(options, relational => relational.WithMigrationsHistoryTableName("history_of_support")
                .WithMigrationsHistoryTableSchema(null))));
        var workspace = await host.CreateWorkspaceAsync();

        var found = string.Join('\n', await host.Database.DescribeAsync(workspace.Schema));
        found.Should().Contain("history_of_support").And.NotContain("__EFMigrationsHistory_SupportDbContext");
        (await host.Migrator.RunAsync(cancellationToken: Token)).Results.Should().BeEmpty("all is current");
    }

    [Fact]
    public async Task What_a_package_adds_with_ConfigureDbContext_applies()
    {
        await using var host = await StartShopAsync(
            tenancy => tenancy.AddContext<SupportDbContext>(),
            services => services.ConfigureDbContext<SupportDbContext>(
                options => options.UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)));
        var workspace = await host.CreateWorkspaceAsync();

        await using var support = await host.RentAsync<SupportDbContext>(workspace);
        await using var shop = await host.RentAsync<ShopDbContext>(workspace);
        support.Context.ChangeTracker.QueryTrackingBehavior.Should().Be(QueryTrackingBehavior.NoTracking);
        shop.Context.ChangeTracker.QueryTrackingBehavior.Should().Be(QueryTrackingBehavior.TrackAll);
    }

    [Fact]
    public async Task A_context_type_that_is_registered_once_more_is_refused_at_the_start()
    {
        await using var host = await StartShopAsync(
            tenancy => tenancy.AddContext<SupportDbContext>(),
            services => services.AddScoped(_ => new SupportDbContext(new DbContextOptionsBuilder<SupportDbContext>().Options)));

        var startup = host.Services.GetServices<IHostedService>().OfType<TenancyStartup>().Single();
        (await FluentActions.Awaiting(() => startup.StartingAsync(Token)).Should().ThrowAsync<InvalidOperationException>())
            .WithMessage("SupportDbContext is registered once more after AddPmAssistTenancy*");
    }

    [Fact]
    public async Task Services_change_what_they_say_whatever_the_options_say_about_tracking()
    {
        await using var host = await StartAsync(tenancy => tenancy
            .ConfigureMaster((_, options) => options.UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking))
            .ConfigureContext((_, options) => options.UseQueryTrackingBehavior(QueryTrackingBehavior.NoTrackingWithIdentityResolution)));
        var workspace = await host.CreateWorkspaceAsync("Before");
        await host.WithAsync<IWorkspaceMemberService, WorkspaceMember>(
            m => m.AddAsync(workspace.Id, "grace", WorkspaceRole.Viewer, null, Token));

        await host.WithAsync<IWorkspaceMemberService, WorkspaceMember>(
            m => m.ChangeRoleAsync(workspace.Id, "grace", WorkspaceRole.Admin, null, Token));
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.RenameAsync(workspace.Id, "After", null, Token));
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.ChangeSlugAsync(workspace.Id, "afterwards", null, Token));
        await host.WithAsync<IWorkspaceService, Workspace>(
            w => w.ChangePropertiesAsync(workspace.Id, new Dictionary<string, object?> { ["plan"] = "pro" }, null, null, Token));
        await using (var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token))
        {
            var integrations = scope.ServiceProvider.GetRequiredService<IIntegrationService>();
            var id = (await integrations.CreateAsync(new NewIntegration("github", "1", "Before"), Token)).Id;
            scope.ServiceProvider.GetRequiredService<SpecDbContext>().ChangeTracker.Clear();
            await integrations.UpdateAsync(id, new IntegrationChanges { DisplayName = "After" }, Token);
            (await integrations.ListAsync(cancellationToken: Token)).Should().ContainSingle(i => i.DisplayName == "After");
            (await integrations.RemoveAsync(id, Token)).Should().BeTrue();
            (await integrations.ListAsync(cancellationToken: Token)).Should().BeEmpty();
        }

        await host.WithAsync<IWorkspaceService, Workspace>(w => w.SuspendAsync(workspace.Id, null, Token));

        await using var other = host.Another();
        var found = await other.WithAsync<IWorkspaceService, Workspace>(w => w.GetAsync(workspace.Id, Token));
        (found.Name, found.Slug, found.Status).Should().Be(("After", "afterwards", WorkspaceStatus.Suspended));
        found.Properties.Get<string>("plan").Should().Be("pro");
        (await other.WithAsync<IWorkspaceMemberService, IReadOnlyList<WorkspaceMember>>(
            m => m.ListAsync(workspace.Id, cancellationToken: Token)))
            .Should().Contain(m => m.UserId == "grace" && m.Role == WorkspaceRole.Admin);
        await host.WithAsync<IWorkspaceService, int>(async w =>
        {
            await w.DeleteAsync(workspace.Id, null, Token);
            return 0;
        });
        (await host.Database.ExistsAsync(workspace.Schema)).Should().BeFalse();
    }

    private static void RelationalOptions(
        DbContextOptionsBuilder options, Func<RelationalOptionsExtension, RelationalOptionsExtension> change)
        => ((IDbContextOptionsBuilderInfrastructure)options)
            .AddOrUpdateExtension(change(RelationalOptionsExtension.Extract(options.Options)));

    private static async Task<bool> UsedTwiceAsync<TContext>(TestHost host, Workspace workspace)
        where TContext : DbContext
    {
        TContext first;
        await using (var lease = await host.RentAsync<TContext>(workspace))
        {
            first = lease.Context;
            await first.Database.ExecuteSqlRawAsync("SELECT 1", Token);
        }

        await using var next = await host.RentAsync<TContext>(workspace);
        return ReferenceEquals(first, next.Context);
    }

    private async Task<TestHost> StartShopAsync(Action<TenancyBuilder> configure, Action<IServiceCollection>? services = null)
    {
        var host = TestHost.Create<ShopDbContext>(Server.CreateDatabase(), configure, Mode, addServices: services);
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        return host;
    }

    private abstract class AbstractContext(DbContextOptions<AbstractContext> options) : DbContext(options);

    private sealed class HiddenContext : DbContext
    {
        private HiddenContext(DbContextOptions<HiddenContext> options)
            : base(options)
        {
        }
    }

    private sealed class ForeignOptionsContext(DbContextOptions<ShopDbContext> options) : DbContext(options);
}
