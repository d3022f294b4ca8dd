namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Rents the host's context as the <see cref="WorkspaceDbContext"/> that it derives from, for modules that work on the library's own tables
/// and do not know the host's type.
/// </summary>
internal sealed class BaseContextFactory<TContext>(WorkspaceContextFactory<TContext> contexts)
    : IWorkspaceContextFactory<WorkspaceDbContext>, IContextBinder<WorkspaceDbContext>
    where TContext : WorkspaceDbContext
{
    public async Task<WorkspaceLease<WorkspaceDbContext>> RentAsync(Guid workspaceId, CancellationToken cancellationToken = default)
        => AsBase(await contexts.RentAsync(workspaceId, cancellationToken).ConfigureAwait(false));

    public WorkspaceLease<WorkspaceDbContext> Rent(Workspace workspace) => AsBase(contexts.Rent(workspace));

    public WorkspaceLease<WorkspaceDbContext> Bind(Workspace workspace) => AsBase(contexts.Bind(workspace));

    private static WorkspaceLease<WorkspaceDbContext> AsBase(WorkspaceLease<TContext> lease) => new(lease.Context, lease);
}
