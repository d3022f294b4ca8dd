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
    private readonly IServiceProvider _services;
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
        _services = services;
        _tenancy = options;

        var master = new DbContextOptionsBuilder<MasterDbContext>();
        TenancyOptionsExtension.Apply(master, provider, services, options);
        _masterOptions = master.UseApplicationServiceProvider(services).Options;
        MasterPool = ContextPool.Create<MasterDbContext>(_masterOptions, options.ContextPoolSize)!;

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

        Pool = ContextPool.Create<TContext>(_options, options.ContextPoolSize);
        if (Pool is null)
        {
            Log.ContextNotPooled(logger, typeof(TContext).Name);
        }
    }

    public ContextPool<MasterDbContext> MasterPool { get; }

    /// <summary>
    /// Null if the context's constructor takes services, which a pooled instance could not get anew, and where each workspace
    /// has its own model.
    /// </summary>
    public ContextPool<TContext>? Pool { get; }

    public MasterDbContext CreateMaster() => MasterPool.CreateStandalone();

    public MasterDbContext CreateMasterForSchemaChange() => new(_masterOptions);

    public WorkspaceDbContext CreateUnbound() => _create(_services, [_options]);

    public WorkspaceDbContext CreateForSchemaChange(WorkspaceSchema schema)
    {
        var context = CreateUnpooled(_services, schema);
        context.GetService<WorkspaceBinding>().BindCommands(schema);
        return context;
    }

    /// <summary>A context for a workspace, to be bound, made with the services of a scope.</summary>
    public TContext CreateUnpooled(IServiceProvider services, WorkspaceSchema schema)
        => _create(
            services,
            [_tenancy.SchemaMode == SchemaMode.SharedModel ? _options : TenancyOptionsExtension.WithModelFor(_options, _tenancy, schema)]);

    public void Dispose()
    {
        MasterPool.Dispose();
        Pool?.Dispose();
    }

    TContext IDbContextFactory<TContext>.CreateDbContext() => _create(_services, [_options]);
}
