namespace PmAssist.Tenancy.Internal;

/// <summary>The one path from a workspace to a bound context.</summary>
internal sealed class WorkspaceContextFactory<TContext>(TenancyContexts<TContext> contexts, WorkspaceGate gate, IServiceProvider services)
    : IWorkspaceContextFactory<TContext>
    where TContext : WorkspaceDbContext
{
    public async Task<WorkspaceLease<TContext>> RentAsync(Guid workspaceId, CancellationToken cancellationToken = default)
    {
        await gate.EnterAsync(workspaceId, cancellationToken).ConfigureAwait(false);
        return Bind(WorkspaceSchema.For(workspaceId), services);
    }

    public WorkspaceLease<TContext> Rent(Workspace workspace) => Rent(workspace, services);

    /// <param name="workspace">An active workspace.</param>
    /// <param name="services">What a context that is not pooled gets its services from.</param>
    public WorkspaceLease<TContext> Rent(Workspace workspace, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        gate.Enter(workspace);
        return Bind(workspace.Schema, services);
    }

    /// <summary>For a workspace that the gate let in.</summary>
    public WorkspaceLease<TContext> Bind(WorkspaceSchema schema) => Bind(schema, services);

    private WorkspaceLease<TContext> Bind(WorkspaceSchema schema, IServiceProvider services)
    {
        WorkspaceLease<TContext> lease;
        if (contexts.Pool is { } pool)
        {
            var pooled = pool.Rent();
            lease = new WorkspaceLease<TContext>(pooled.Context, pooled);
        }
        else
        {
            var context = contexts.CreateUnpooled(services, schema);
            lease = new WorkspaceLease<TContext>(context, context);
        }

        try
        {
            lease.Context.BindTo(schema);
            return lease;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }
}
