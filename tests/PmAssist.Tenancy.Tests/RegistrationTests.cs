using System.Net;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy.Tests;

public sealed class RegistrationTests
{
    [Theory]
    [InlineData(typeof(IWorkspaceService), ServiceLifetime.Scoped)]
    [InlineData(typeof(IWorkspaceMemberService), ServiceLifetime.Scoped)]
    [InlineData(typeof(IIntegrationService), ServiceLifetime.Scoped)]
    [InlineData(typeof(IAuditLog), ServiceLifetime.Scoped)]
    [InlineData(typeof(IWorkspaceAccessor), ServiceLifetime.Scoped)]
    [InlineData(typeof(IWorkspaceTransactions), ServiceLifetime.Scoped)]
    [InlineData(typeof(IWorkspaceFleet), ServiceLifetime.Singleton)]
    [InlineData(typeof(WorkspaceDbContext), ServiceLifetime.Scoped)]
    [InlineData(typeof(MasterDbContext), ServiceLifetime.Scoped)]
    [InlineData(typeof(IWorkspaceScopeFactory), ServiceLifetime.Singleton)]
    [InlineData(typeof(IWorkspaceContextFactory<WorkspaceDbContext>), ServiceLifetime.Singleton)]
    [InlineData(typeof(IWorkspaceMigrator), ServiceLifetime.Singleton)]
    [InlineData(typeof(IDbContextFactory<WorkspaceDbContext>), ServiceLifetime.Singleton)]
    [InlineData(typeof(IDbContextFactory<MasterDbContext>), ServiceLifetime.Singleton)]
    public void Services_live_as_long_as_documented(Type service, ServiceLifetime lifetime)
        => Register("Host=localhost").Should().ContainSingle(d => d.ServiceType == service).Which.Lifetime.Should().Be(lifetime);

    [Fact]
    public void A_host_gets_its_own_context_also_where_it_asks_for_the_librarys()
    {
        using var services = new ServiceCollection().AddPmAssistTenancy<HostContext>(t => t.UseSqlite("data")).BuildServiceProvider();
        using var scope = services.CreateScope();
        var accessor = scope.ServiceProvider.GetRequiredService<IWorkspaceAccessor>();
        accessor.Current.Should().BeNull();
        FluentActions.Invoking(scope.ServiceProvider.GetRequiredService<WorkspaceDbContext>).Should().Throw<WorkspaceNotBoundException>()
            .Which.ContextType.Should().Be<HostContext>();
    }

    [Fact]
    public void An_accessor_of_the_hosts_own_is_refused_because_no_context_would_follow_it()
    {
        using var services = new ServiceCollection().AddPmAssistTenancy<HostContext>(t => t.UseSqlite("data"))
            .AddScoped<IWorkspaceAccessor, HostAccessor>().BuildServiceProvider();
        using var scope = services.CreateScope();
        FluentActions.Invoking(scope.ServiceProvider.GetRequiredService<HostContext>).Should().Throw<InvalidOperationException>()
            .WithMessage("*registered as IWorkspaceAccessor*");
    }

    [Fact]
    public void A_hosts_clock_is_kept()
    {
        var clock = new FixedClock();
        using var services = new ServiceCollection().AddSingleton<TimeProvider>(clock)
            .AddPmAssistTenancy(t => t.UseSqlite("data")).BuildServiceProvider();
        services.GetRequiredService<TimeProvider>().Should().BeSameAs(clock);
    }

    [Fact]
    public async Task Nothing_connects_while_services_are_resolved()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var registered = Register($"Host=127.0.0.1;Port={((IPEndPoint)server.LocalEndpoint).Port};Username=x;Timeout=1");
        await using var services = registered.BuildServiceProvider(
            new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
        await using (var scope = services.CreateAsyncScope())
        {
            var resolved = registered.Select(d => d.ServiceType)
                .Where(
                    t => !t.ContainsGenericParameters && t != typeof(WorkspaceDbContext) && t.Assembly == typeof(IWorkspaceService)
                        .Assembly)
                .Select(scope.ServiceProvider.GetService).ToList();
            resolved.Should().NotContainNulls().And.Contain(s => s is MasterDbContext).And.Contain(s => s is IWorkspaceMigrator);
            services.GetServices<IHostedService>().Should().HaveCount(4);
            await using var unbound = services.GetRequiredService<IDbContextFactory<WorkspaceDbContext>>().CreateDbContext();
            unbound.Model.GetEntityTypes().Should().NotBeEmpty();
        }

        server.Pending().Should().BeFalse("a connection that was tried would be waiting");
        await FluentActions.Awaiting(() => services.GetRequiredService<IWorkspaceMigrator>().MigrateMasterAsync(
            cancellationToken: TestContext.Current.CancellationToken)).Should().ThrowAsync<TenancyException>();
        server.Pending().Should().BeTrue("this is where it would have been seen");
    }

    /// <summary>A test server does that when the program under test ends by itself.</summary>
    [Fact]
    public async Task A_host_may_be_disposed_before_it_is_stopped()
    {
        var token = TestContext.Current.CancellationToken;
        var directory = Directory.CreateTempSubdirectory("pmassist-");
        var services = new ServiceCollection()
            .AddPmAssistTenancy<HostContext>(
                t => t.UseSqlite(directory.FullName).Configure(o => (o.SpareWorkspaces, o.CheckOnStartup) = (1, false)))
            .BuildServiceProvider();
        var hosted = services.GetServices<IHostedService>().ToList();
        foreach (var service in hosted)
        {
            await service.StartAsync(token);
        }

        await services.DisposeAsync();

        foreach (var service in hosted)
        {
            await FluentActions.Awaiting(() => service.StopAsync(token)).Should().NotThrowAsync();
        }

        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task No_directory_is_made_while_services_are_resolved()
    {
        var directory = Path.Combine(Path.GetTempPath(), $"pmassist-{Guid.NewGuid():N}");
        await using var services = new ServiceCollection().AddPmAssistTenancy(t => t.UseSqlite(directory)).BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IWorkspaceService>().Should().NotBeNull();
        scope.ServiceProvider.GetRequiredService<MasterDbContext>().Should().NotBeNull();
        Directory.Exists(directory).Should().BeFalse();
    }

    private static ServiceCollection Register(string connectionString)
    {
        var services = new ServiceCollection();
        services.AddPmAssistTenancy(tenancy => tenancy.UseNpgsql(connectionString));
        return services;
    }

    private sealed class HostContext(DbContextOptions<HostContext> options) : WorkspaceDbContext(options);

    private sealed class PlainContext(DbContextOptions<PlainContext> options) : DbContext(options);

    private sealed class FixedClock : TimeProvider;

    private sealed class HostAccessor : IWorkspaceAccessor
    {
        public Workspace? Current => null;

        public Task<Workspace> EnterAsync(Guid workspaceId, CancellationToken cancellationToken = default)
            => throw new NotSupportedException();

        public void Enter(WorkspaceListing listing) => throw new NotSupportedException();
    }
}
