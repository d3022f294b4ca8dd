using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy.Specifications;

/// <summary>
/// A host with the library on one test's database, its master schema in place. It purges what is deleted at once, unless a test gives it a
/// grace period.
/// </summary>
public sealed class TestHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly bool _ownsDatabase;
    private readonly SchemaMode _mode;

    private TestHost(ITestDatabase database, SchemaMode mode, ServiceProvider services, LogRecorder log, bool ownsDatabase)
    {
        _mode = mode;
        Database = database;
        _services = services;
        Log = log;
        _ownsDatabase = ownsDatabase;
    }

    public ITestDatabase Database { get; }

    public LogRecorder Log { get; }

    public IServiceProvider Services => _services;

    public IWorkspaceMigrator Migrator => _services.GetRequiredService<IWorkspaceMigrator>();

    public IWorkspaceContextFactory<SpecDbContext> Contexts => _services.GetRequiredService<IWorkspaceContextFactory<SpecDbContext>>();

    public IWorkspaceScopeFactory Scopes => _services.GetRequiredService<IWorkspaceScopeFactory>();

    public static async Task<TestHost> StartAsync(
        ITestDatabase database,
        Action<TenancyBuilder>? configure = null,
        SchemaMode mode = SchemaMode.SharedModel,
        TimeProvider? clock = null,
        LogLevel minimumLogLevel = LogLevel.Debug)
    {
        var host = Create<SpecDbContext>(database, configure, mode, clock: clock, minimumLogLevel: minimumLogLevel);
        await host.Migrator.MigrateMasterAsync(cancellationToken: TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>A host whose context's first migration is a <see cref="ModelMigration"/>.</summary>
    public static async Task<TestHost> StartWithModelAsync<TContext>(ITestDatabase database, SchemaMode mode = SchemaMode.SharedModel)
        where TContext : DbContext
    {
        var host = Create<TContext>(database, configure: null, mode);
        host.UseModel<TContext>();
        await host.Migrator.MigrateMasterAsync(cancellationToken: TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>Takes the first migration of a context from its model.</summary>
    public void UseModel<TContext>()
        where TContext : DbContext
    {
        using var unbound = CreateUnbound<TContext>();
        ModelMigrations.Use(unbound);
    }

    /// <summary>A context that has no workspace.</summary>
    public TContext CreateUnbound<TContext>()
        where TContext : DbContext
        => _services.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContext();

    /// <summary>A host of another process, so to speak: the same database, services of its own.</summary>
    public TestHost Another(Action<TenancyBuilder>? configure = null) => Another<SpecDbContext>(configure);

    public TestHost Another<TContext>(Action<TenancyBuilder>? configure = null)
        where TContext : DbContext
        => Create<TContext>(Database, configure, _mode, ownsDatabase: false);

    public static TestHost Create<TContext>(
        ITestDatabase database,
        Action<TenancyBuilder>? configure,
        SchemaMode mode = SchemaMode.SharedModel,
        bool ownsDatabase = true,
        TimeProvider? clock = null,
        LogLevel minimumLogLevel = LogLevel.Debug,
        Action<IServiceCollection>? addServices = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(database);
        var log = new LogRecorder();
        var services = new ServiceCollection();

        // What EF says below that are its plans and connections, which cost more than the test.
        var entityFramework = minimumLogLevel < LogLevel.Information ? LogLevel.Information : minimumLogLevel;
        services.AddLogging(logging => logging.AddProvider(log).SetMinimumLevel(minimumLogLevel)
            .AddFilter("Microsoft.EntityFrameworkCore", entityFramework));
        services.AddSingleton(clock ?? TimeProvider.System);
        services.AddPmAssistTenancy<TContext>(tenancy =>
        {
            database.Use(tenancy);
            tenancy.Configure(options => (options.MasterSchema, options.SchemaMode, options.DeletionGrace) =
                (database.MasterSchema, mode, TimeSpan.Zero));
            configure?.Invoke(tenancy);
        });
        services.AddWorkspaceCutover(database.Use);
        services.AddWorkspacePortability();
        addServices?.Invoke(services);
        var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
        return new TestHost(database, mode, provider, log, ownsDatabase);
    }

    /// <summary>Runs with a service of a scope that has no workspace.</summary>
    public async Task<T> WithAsync<TService, T>(Func<TService, Task<T>> run)
        where TService : notnull
    {
        await using var scope = _services.CreateAsyncScope();
        return await run(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public Task<Workspace> CreateWorkspaceAsync(string? name = null, Guid? id = null, string? slug = null)
        => WithAsync<IWorkspaceService, Workspace>(workspaces => workspaces.CreateAsync(
            new NewWorkspace(name ?? $"Customer {Guid.NewGuid():N}"[..20], "ada") { Id = id, Slug = slug },
            TestContext.Current.CancellationToken));

    public Task<Workspace> GetWorkspaceAsync(Guid id)
        => WithAsync<IWorkspaceService, Workspace>(workspaces => workspaces.GetAsync(id, TestContext.Current.CancellationToken));

    public Task<WorkspaceLease<SpecDbContext>> RentAsync(Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        return Contexts.RentAsync(workspace.Id, TestContext.Current.CancellationToken);
    }

    public Task<WorkspaceLease<TContext>> RentAsync<TContext>(Workspace workspace)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(workspace);
        return _services.GetRequiredService<IWorkspaceContextFactory<TContext>>()
            .RentAsync(workspace.Id, TestContext.Current.CancellationToken);
    }

    /// <summary>What the doctor finds of some workspaces.</summary>
    public async Task<IReadOnlyList<WorkspaceFinding>> ExamineAsync(params IReadOnlyCollection<Workspace> workspaces)
    {
        var ids = workspaces.Select(w => w.Id).ToHashSet();
        var findings = _services.GetRequiredService<IWorkspaceDoctor>().ExamineAsync(
            new WorkspaceExamination { Filter = w => ids.Contains(w.Id) }, TestContext.Current.CancellationToken);
        return await findings.Where(f => f.WorkspaceId is not null).ToListAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Makes the spares that are missing, as a started host does.</summary>
    public Task RefillSparesAsync() => _services.GetRequiredService<SpareKeeper>().RefillAsync(TestContext.Current.CancellationToken);

    public Task<IReadOnlyList<AuditEntry>> AuditAsync(Guid workspaceId)
        => WithAsync<IAuditLog, IReadOnlyList<AuditEntry>>(
            audit => audit.ReadAsync(workspaceId, cancellationToken: TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_ownsDatabase)
        {
            await Database.DisposeAsync();
        }
    }
}
