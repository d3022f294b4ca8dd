using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>The one path from a workspace to a bound context.</summary>
internal sealed class WorkspaceContextFactory<TContext>(WorkspaceContexts<TContext> contexts, WorkspaceGate gate, TenancyMeter meter)
    : IWorkspaceContextFactory<TContext>, IContextBinder<TContext>
    where TContext : DbContext
{
    private readonly KeyValuePair<string, object?> _tag = TenancyMeter.ContextTag(typeof(TContext));

    public async Task<WorkspaceLease<TContext>> RentAsync(Guid workspaceId, CancellationToken cancellationToken = default)
    {
        var entry = await gate.EnterAsync(workspaceId, cancellationToken).ConfigureAwait(false);
        return contexts.Pool is { } pool ? BindPooled(pool, WorkspaceSchema.For(workspaceId)) : BindNew(entry.ToWorkspace(), scope: null);
    }

    public WorkspaceLease<TContext> Rent(Workspace workspace) => Rent(workspace, scope: null);

    /// <param name="workspace">An active workspace.</param>
    /// <param name="scope">The DI scope, in this workspace, that a context that is not pooled is made in; null for one of its own.</param>
    public WorkspaceLease<TContext> Rent(Workspace workspace, IServiceProvider? scope)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        gate.Enter(workspace);
        return Bind(workspace, scope);
    }

    /// <summary>For a workspace that the gate has admitted.</summary>
    public WorkspaceLease<TContext> Bind(Workspace workspace) => Bind(workspace, scope: null);

    /// <inheritdoc cref="Bind(Workspace)"/>
    /// <param name="workspace">The workspace.</param>
    /// <param name="scope">As for <see cref="Rent(Workspace, IServiceProvider?)"/>.</param>
    public WorkspaceLease<TContext> Bind(Workspace workspace, IServiceProvider? scope)
        => contexts.Pool is { } pool ? BindPooled(pool, workspace.Schema) : BindNew(workspace, scope);

    private WorkspaceLease<TContext> BindPooled(ContextPool<TContext> pool, WorkspaceSchema schema)
    {
        var pooled = pool.Rent();
        return Bind(new WorkspaceLease<TContext>(pooled.Context, pooled), schema);
    }

    private WorkspaceLease<TContext> BindNew(Workspace workspace, IServiceProvider? scope)
    {
        var context = contexts.CreateUnpooled(workspace, scope);
        return Bind(new WorkspaceLease<TContext>(context, context), workspace.Schema);
    }

    private WorkspaceLease<TContext> Bind(WorkspaceLease<TContext> lease, WorkspaceSchema schema)
    {
        try
        {
            lease.Context.BindTo(schema);
            meter.Rented(_tag);
            return lease;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }
}
