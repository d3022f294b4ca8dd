using Microsoft.EntityFrameworkCore;
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

        var master = new DbContextOptionsBuilder<MasterDbContext>();
        TenancyOptionsExtension.Apply(master, provider, services, options.MasterSchema);
        _masterOptions = master.UseApplicationServiceProvider(services).Options;
        MasterPool = ContextPool.Create<MasterDbContext>(_masterOptions, options.ContextPoolSize)!;

        var workspace = new DbContextOptionsBuilder<TContext>();
        TenancyOptionsExtension.Apply(workspace, provider, services, options.MasterSchema);
        workspace.UseApplicationServiceProvider(services);
        foreach (var configure in configurations)
        {
            configure(services, workspace);
        }

        _options = workspace.Options;
        Pool = ContextPool.Create<TContext>(_options, options.ContextPoolSize);
        if (Pool is null)
        {
            Log.ContextNotPooled(logger, typeof(TContext).Name);
        }
    }

    public ContextPool<MasterDbContext> MasterPool { get; }

    /// <summary>Null if the context's constructor takes services, which a pooled instance could not get anew.</summary>
    public ContextPool<TContext>? Pool { get; }

    public MasterDbContext CreateMaster() => MasterPool.CreateStandalone();

    public MasterDbContext CreateMasterForSchemaChange() => new(_masterOptions);

    public MasterDbContext CreateMasterFor(DbContext owner)
    {
        var master = new MasterDbContext(_masterOptions);
        master.Database.SetDbConnection(owner.Database.GetDbConnection(), contextOwnsConnection: false);
        return master;
    }

    public WorkspaceDbContext CreateUnbound() => CreateUnpooled(_services);

    public WorkspaceDbContext CreateForSchemaChange(WorkspaceSchema schema)
    {
        var context = CreateUnpooled(_services);
        context.BindTo(schema);
        return context;
    }

    /// <summary>A context with no workspace, made with the services of a scope.</summary>
    public TContext CreateUnpooled(IServiceProvider services) => _create(services, [_options]);

    public void Dispose()
    {
        MasterPool.Dispose();
        Pool?.Dispose();
    }

    TContext IDbContextFactory<TContext>.CreateDbContext() => CreateUnpooled(_services);
}
