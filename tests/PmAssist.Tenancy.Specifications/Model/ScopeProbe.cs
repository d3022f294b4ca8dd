namespace PmAssist.Tenancy.Specifications;

/// <summary>
/// A scoped service, as the current user is in many hosts: it knows the workspace of its scope, and can be disposed asynchronously only.
/// </summary>
public sealed class ScopeProbe : IAsyncDisposable
{
    private readonly ProbeCounter _counter;

    public ScopeProbe(IWorkspaceAccessor accessor, ProbeCounter counter)
    {
        ArgumentNullException.ThrowIfNull(accessor);
        (_counter, WorkspaceId) = (counter, accessor.Current?.Id);
        counter.Made();
    }

    /// <summary>The workspace that was current when the service was made.</summary>
    public Guid? WorkspaceId { get; }

    public bool IsDisposed { get; private set; }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        _counter.Disposed();
        return ValueTask.CompletedTask;
    }
}
