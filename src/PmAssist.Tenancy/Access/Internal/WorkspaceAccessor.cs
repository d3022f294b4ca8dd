namespace PmAssist.Tenancy.Internal;

internal sealed class WorkspaceAccessor(WorkspaceGate gate) : IWorkspaceAccessor
{
    public Workspace? Current { get; private set; }

    public async Task<Workspace> EnterAsync(Guid workspaceId, CancellationToken cancellationToken = default)
    {
        if (Current is { } current)
        {
            return current.Id == workspaceId
                ? current
                : throw new InvalidOperationException(
                    $"The scope is in the workspace {current.Id}; a scope has one workspace. "
                    + $"Make another with IWorkspaceScopeFactory.CreateScopeAsync({workspaceId}).");
        }

        return Current = (await gate.EnterAsync(workspaceId, cancellationToken).ConfigureAwait(false)).ToWorkspace();
    }
}
