using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>All contexts that the library works with: the master's, and those that the host registered.</summary>
internal sealed class TenancyContexts : IDisposable
{
    private readonly DbContextOptions<MasterDbContext> _masterOptions;

    public TenancyContexts(
        IServiceProvider services,
        TenancyProvider provider,
        TenancyOptions options,
        MasterConfiguration configuration,
        IEnumerable<IWorkspaceContexts> workspace)
    {
        var master = new DbContextOptionsBuilder<MasterDbContext>();
        TenancyOptionsExtension.Apply(master, provider, services, options);
        master.UseApplicationServiceProvider(services);
        configuration.Actions.ForEach(configure => configure(services, master));
        _masterOptions = master.Options;
        MasterPool = ContextPools.Create<MasterDbContext>(_masterOptions, options.ContextPoolSize)!;
        Workspace = [.. workspace];
    }

    public ContextPool<MasterDbContext> MasterPool { get; }

    /// <summary>The host's contexts, in the order in which they were registered. One at least.</summary>
    public IReadOnlyList<IWorkspaceContexts> Workspace { get; }

    /// <summary>The contexts of a registered type.</summary>
    /// <exception cref="InvalidOperationException">The type was not registered.</exception>
    public IWorkspaceContexts Of(Type contextType)
        => Workspace.FirstOrDefault(c => c.ContextType == contextType)
            ?? throw new InvalidOperationException(
                $"{contextType.Name} is not registered. Name it in AddPmAssistTenancy<{contextType.Name}>(…) or in "
                + $"AddContext<{contextType.Name}>(); registered are: {string.Join(", ", Workspace.Select(c => c.ContextType.Name))}.");

    /// <summary>A pooled master context.</summary>
    public MasterDbContext CreateMaster() => MasterPool.CreateStandalone();

    /// <summary>A master context of its own, for changing the master schema.</summary>
    public MasterDbContext CreateMasterForSchemaChange() => new(_masterOptions);

    public void Dispose() => MasterPool.Dispose();
}
