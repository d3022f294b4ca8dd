using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Builds a context's options once, so that EF keeps one service provider and one model, and makes contexts from them.
/// </summary>
internal sealed class WorkspaceContexts<TContext> : IWorkspaceContexts, IDbContextFactory<TContext>, IDisposable
    where TContext : DbContext
{
    private readonly IServiceScopeFactory _scopes;
    private readonly bool _takesServices = !ContextConstructors.TakesOptionsOnly<TContext>();
    private readonly TenancyOptions _tenancy;
    private readonly DbContextOptions<TContext> _options;
    private readonly RelationalOptionsExtension _relational;
    private readonly ObjectFactory<TContext> _create;

    /// <param name="services">The host's root services.</param>
    /// <param name="provider">The engine.</param>
    /// <param name="options">The settings.</param>
    /// <param name="registration">The context as the host registered it.</param>
    /// <param name="loggers">Told once if the context cannot be pooled.</param>
    public WorkspaceContexts(
        IServiceProvider services,
        TenancyProvider provider,
        TenancyOptions options,
        ContextRegistration<TContext> registration,
        ILoggerFactory loggers)
    {
        if (services.GetService<IServiceProviderIsService>()?.IsService(typeof(DbContextOptions<TContext>)) == true)
        {
            throw new InvalidOperationException(
                $"{typeof(TContext).Name} is registered by AddDbContext as well, without the library's rules, so it could be used "
                + "without a workspace. Remove that call: AddPmAssistTenancy registers the context, and ConfigureContext adds to its "
                + "options.");
        }

        _scopes = services.GetRequiredService<IServiceScopeFactory>();
        _tenancy = options;
        _create = ContextConstructors.CreateFactory<TContext>();

        var builder = new DbContextOptionsBuilder<TContext>();
        TenancyOptionsExtension.Apply(builder, provider, services, options, historySuffix: registration.HistorySuffix);
        builder.UseApplicationServiceProvider(services);
        foreach (var configure in registration.Configurations)
        {
            configure(services, builder);
        }

        // What a host, or a package of its, adds with services.ConfigureDbContext<TContext>(…).
        foreach (var configuration in services.GetServices<IDbContextOptionsConfiguration<TContext>>())
        {
            configuration.Configure(services, builder);
        }

        TenancyOptionsExtension.KeepHistoryInWorkspace(builder);
        _options = builder.Options;
        _relational = RelationalOptionsExtension.Extract(_options);
        if (options.SchemaMode == SchemaMode.ModelPerWorkspace)
        {
            return;
        }

        Pool = ContextPools.Create<TContext>(_options, options.ContextPoolSize);
        if (Pool is null)
        {
            Log.ContextNotPooled(loggers.CreateLogger(TenancySignals.ContextsLog), typeof(TContext).Name);
        }
    }

    /// <summary>
    /// Null if the context's constructor takes services or its OnConfiguring changes options, because a pooled instance would keep those of
    /// its first lease, or if each workspace has its own model.
    /// </summary>
    public ContextPool<TContext>? Pool { get; }

    public DbContextOptions<TContext> Options => _options;

    public Type ContextType => typeof(TContext);

    public int? CommandTimeout => _relational.CommandTimeout;

    public string HistoryTable => _relational.MigrationsHistoryTableName!;

    public bool HasExecutionStrategy => _relational.ExecutionStrategyFactory is not null;

    public DbContext CreateUnbound() => CreateInScope(_options, workspace: null);

    public DbContext CreateForSchemaChange(WorkspaceSchema schema)
        => BindCommands(CreateInScope(OptionsFor(schema), workspace: null), schema);

    public DbContext CreateForSchemaChange(Workspace workspace)
        => BindCommands(CreateUnpooled(workspace, scope: null), workspace.Schema);

    /// <summary>A context for a workspace, to be bound.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="scope">The DI scope, in this workspace, that its constructor's services come from; null for one of its own.</param>
    public TContext CreateUnpooled(Workspace workspace, IServiceProvider? scope)
    {
        var options = OptionsFor(workspace.Schema);
        return scope is null ? CreateInScope(options, workspace) : Create(options, scope);
    }

    public void Dispose() => Pool?.Dispose();

    TContext IDbContextFactory<TContext>.CreateDbContext() => CreateInScope(_options, workspace: null);

    private DbContextOptions<TContext> OptionsFor(WorkspaceSchema schema)
        => _tenancy.SchemaMode == SchemaMode.SharedModel ? _options : TenancyOptionsExtension.WithModelFor(_options, _tenancy, schema);

    /// <summary>
    /// Never from the root: a scoped service would be shared by all workspaces, and nothing would dispose a transient one.
    /// </summary>
    private TContext CreateInScope(DbContextOptions<TContext> options, Workspace? workspace)
    {
        if (!_takesServices)
        {
            return _create(NoServices.Instance, [options]);
        }

        var scope = _scopes.CreateAsyncScope();
        TContext? context = null;
        try
        {
            if (workspace is not null)
            {
                scope.ServiceProvider.GetRequiredService<IWorkspaceEntry>().Enter(workspace);
            }

            context = Create(options, scope.ServiceProvider);
            context.GetService<OwnedScope>().Take(scope);
            return context;
        }
        catch
        {
            context?.Dispose();
            using var owned = new OwnedScope();
            owned.Take(scope);
            throw;
        }
    }

    private TContext Create(DbContextOptions<TContext> options, IServiceProvider scope)
    {
        if (!_takesServices)
        {
            return _create(NoServices.Instance, [options]);
        }

        // The host's code that EF passes a service provider to (seeding, interceptors) gets the scope as well.
        var core = options.FindExtension<CoreOptionsExtension>()!.WithApplicationServiceProvider(scope);
        return _create(scope, [options.WithExtension(core)]);
    }

    private static TContext BindCommands(TContext context, WorkspaceSchema schema)
    {
        try
        {
            context.GetService<WorkspaceBinding>().BindCommands(schema);
            return context;
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    private sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}
