namespace PmAssist.Tenancy.Internal;

internal sealed class WorkspaceAccessor(WorkspaceGate gate) : IWorkspaceAccessor, IWorkspaceEntry
{
    /// <summary>The workspace, or the cache's entry until somebody asks for the workspace.</summary>
    private object? _current;

    public Workspace? Current => Volatile.Read(ref _current) switch
    {
        CatalogueEntry entry => Made(entry),
        var workspace => (Workspace?)workspace,
    };

    /// <summary>Whether the scope belongs to a visit, which the gate has admitted already and which is no use of the workspace.</summary>
    public bool IsVisit { get; private set; }

    public async Task<Workspace> EnterAsync(Guid workspaceId, CancellationToken cancellationToken = default)
        => Current is { } current
            ? SameOrThrow(current, workspaceId)
            : Enter((await gate.EnterAsync(workspaceId, cancellationToken).ConfigureAwait(false)).ToWorkspace());

    public void Enter(WorkspaceListing listing)
    {
        if (Volatile.Read(ref _current) is null)
        {
            gate.Enter(listing.Entry);
            if (Interlocked.CompareExchange(ref _current, listing.Entry, null) is null)
            {
                return;
            }
        }

        SameOrThrow(Current!, listing.Id);
    }

    /// <summary>Of several concurrent calls, the first to get here wins.</summary>
    public Workspace Enter(Workspace workspace)
        => Interlocked.CompareExchange(ref _current, workspace, null) is null ? workspace : SameOrThrow(Current!, workspace.Id);

    private Workspace Made(CatalogueEntry entry)
    {
        Interlocked.CompareExchange(ref _current, entry.ToWorkspace(), entry);
        return (Workspace)_current!;
    }

    /// <summary>For work over the fleet, in a new scope.</summary>
    public void Visit(Workspace workspace)
    {
        IsVisit = true;
        Enter(workspace);
    }

    private static Workspace SameOrThrow(Workspace current, Guid workspaceId)
        => current.Id == workspaceId
            ? current
            : throw new InvalidOperationException(
                $"The scope is in the workspace {current.Id}; a scope has one workspace. "
                + $"Make another with IWorkspaceScopeFactory.CreateScopeAsync({workspaceId}).");
}
