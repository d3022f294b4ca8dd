using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>All contexts that the library works with: the master's, and those that the host registered.</summary>
internal sealed class TenancyContexts : ITenancyContexts, IDisposable
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

    public IReadOnlyList<IWorkspaceContexts> Workspace { get; }

    public IWorkspaceContexts Of(Type contextType)
        => Workspace.FirstOrDefault(c => c.ContextType == contextType)
            ?? throw new InvalidOperationException(
                $"{contextType.Name} is not registered. Name it in AddPmAssistTenancy<{contextType.Name}>(…) or in "
                + $"AddContext<{contextType.Name}>(); registered are: {string.Join(", ", Workspace.Select(c => c.ContextType.Name))}.");

    public MasterDbContext CreateMaster() => MasterPool.CreateStandalone();

    public MasterDbContext CreateMasterForSchemaChange() => new(_masterOptions);

    public void Dispose() => MasterPool.Dispose();
}
