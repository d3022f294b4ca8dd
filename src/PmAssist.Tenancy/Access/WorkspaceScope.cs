using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>
/// A DI scope with a current workspace. Used by one caller at a time. What is logged between the first use of its services and its
/// disposal, in the code that does both, is in a log scope with the workspace's id and slug.
/// </summary>
public sealed class WorkspaceScope : IAsyncDisposable
{
    private readonly AsyncServiceScope _scope;
    private readonly FlowLogScope _logScope;

    internal WorkspaceScope(AsyncServiceScope scope, Workspace workspace, FlowLogScope logScope)
        => (_scope, Workspace, _logScope) = (scope, workspace, logScope);

    /// <summary>The scope's workspace.</summary>
    public Workspace Workspace { get; }

    /// <summary>The scope's services; the workspace context among them is bound.</summary>
    public IServiceProvider ServiceProvider
    {
        get
        {
            _logScope.Begin();
            return _scope.ServiceProvider;
        }
    }

    /// <summary>Ends the scope and gives its context back.</summary>
    public ValueTask DisposeAsync()
    {
        _logScope.Dispose();
        return _scope.DisposeAsync();
    }
}
