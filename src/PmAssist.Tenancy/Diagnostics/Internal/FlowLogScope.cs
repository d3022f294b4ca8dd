using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// A workspace's log scope that is begun where the workspace is first used: what an async method begins ends with that method, so the one
/// that enters a workspace cannot begin it for its caller.
/// </summary>
internal sealed class FlowLogScope(ILogger logger, Workspace workspace) : IDisposable
{
    private const int Begun = 1;
    private const int Over = 2;

    private static readonly AsyncLocal<FlowLogScope?> LatestOfFlow = new();

    private IDisposable? _scope;
    private FlowLogScope? _before;
    private int _state;

    /// <summary>Begins the log scope in the caller's flow, once.</summary>
    public void Begin()
    {
        if (_state == 0 && Interlocked.CompareExchange(ref _state, Begun, 0) == 0
            && logger.BeginWorkspaceScope(workspace) is { } scope)
        {
            (_scope, _before, LatestOfFlow.Value) = (scope, LatestOfFlow.Value, this);
        }
    }

    /// <summary>Ends it in the flow that began it. In another there is nothing to end, and ending it would end others.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _state, Over) == Begun && _scope is not null && LatestOfFlow.Value == this)
        {
            LatestOfFlow.Value = _before;
            _scope.Dispose();
        }
    }
}
