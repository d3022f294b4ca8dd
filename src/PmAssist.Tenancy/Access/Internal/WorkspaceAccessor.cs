namespace PmAssist.Tenancy.Internal;

internal sealed class WorkspaceAccessor(WorkspaceGate gate) : IWorkspaceAccessor, IWorkspaceEntry
{
    private Workspace? _current;

    public Workspace? Current => Volatile.Read(ref _current);

    /// <summary>Whether the scope belongs to a visit, which the gate has admitted already and which is no use of the workspace.</summary>
    public bool IsVisit { get; private set; }

    public async Task<Workspace> EnterAsync(Guid workspaceId, CancellationToken cancellationToken = default)
        => Current is { } current
            ? SameOrThrow(current, workspaceId)
            : Enter((await gate.EnterAsync(workspaceId, cancellationToken).ConfigureAwait(false)).ToWorkspace());

    /// <summary>Of several concurrent calls, the first to get here wins.</summary>
    public Workspace Enter(Workspace workspace)
        => Interlocked.CompareExchange(ref _current, workspace, null) is { } winner ? SameOrThrow(winner, workspace.Id) : workspace;

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
