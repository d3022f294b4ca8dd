using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Builds each context's options once, so that EF keeps one service provider and one model, and makes contexts from them.
/// </summary>
internal sealed class TenancyContexts<TContext> : ITenancyContexts, IDbContextFactory<TContext>, IDisposable
    where TContext : WorkspaceDbContext
{
    private readonly IServiceScopeFactory _scopes;
    private readonly bool _takesServices = !ContextPools.TakesOptionsOnly<TContext>();
    private readonly TenancyOptions _tenancy;
    private readonly DbContextOptions<MasterDbContext> _masterOptions;
    private readonly DbContextOptions<TContext> _options;
    private readonly ObjectFactory<TContext> _create = ActivatorUtilities.CreateFactory<TContext>([typeof(DbContextOptions<TContext>)]);

    public TenancyContexts(
        IServiceProvider services,
        TenancyProvider provider,
        TenancyOptions options,
        IEnumerable<Action<IServiceProvider, DbContextOptionsBuilder>> configurations,
        ILogger<TenancyContexts<TContext>> logger)
    {
        _scopes = services.GetRequiredService<IServiceScopeFactory>();
        _tenancy = options;

        var master = new DbContextOptionsBuilder<MasterDbContext>();
        TenancyOptionsExtension.Apply(master, provider, services, options);
        _masterOptions = master.UseApplicationServiceProvider(services).Options;
        MasterPool = ContextPools.Create<MasterDbContext>(_masterOptions, options.ContextPoolSize)!;

        var workspace = new DbContextOptionsBuilder<TContext>();
        TenancyOptionsExtension.Apply(workspace, provider, services, options);
        workspace.UseApplicationServiceProvider(services);
        foreach (var configure in configurations)
        {
            configure(services, workspace);
        }

        _options = workspace.Options;
        if (options.SchemaMode == SchemaMode.ModelPerWorkspace)
        {
            return;
        }

        Pool = ContextPools.Create<TContext>(_options, options.ContextPoolSize);
        if (Pool is null)
        {
            Log.ContextNotPooled(logger, typeof(TContext).Name);
        }
    }

    public ContextPool<MasterDbContext> MasterPool { get; }

    /// <summary>
    /// Null if the context's constructor takes services, because a pooled instance would keep those of its first lease, or if each
    /// workspace has its own model.
    /// </summary>
    public ContextPool<TContext>? Pool { get; }

    public int? WorkspaceCommandTimeout => RelationalOptionsExtension.Extract(_options).CommandTimeout;

    public MasterDbContext CreateMaster() => MasterPool.CreateStandalone();

    public MasterDbContext CreateMasterForSchemaChange() => new(_masterOptions);

    public WorkspaceDbContext CreateUnbound() => CreateInScope(_options, workspace: null);

    public WorkspaceDbContext CreateForSchemaChange(WorkspaceSchema schema)
        => BindCommands(CreateInScope(OptionsFor(schema), workspace: null), schema);

    public WorkspaceDbContext CreateForSchemaChange(Workspace workspace)
        => BindCommands(CreateUnpooled(workspace, scope: null), workspace.Schema);

    /// <summary>A context for a workspace, to be bound.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="scope">The DI scope, in this workspace, that its constructor's services come from; null for one of its own.</param>
    public TContext CreateUnpooled(Workspace workspace, IServiceProvider? scope)
    {
        var options = OptionsFor(workspace.Schema);
        return scope is null ? CreateInScope(options, workspace) : Create(options, scope);
    }

    public void Dispose()
    {
        MasterPool.Dispose();
        Pool?.Dispose();
    }

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
