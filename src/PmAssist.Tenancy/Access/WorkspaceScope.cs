using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy;

/// <summary>A DI scope with a current workspace. Used by one caller at a time.</summary>
public sealed class WorkspaceScope : IAsyncDisposable
{
    private readonly AsyncServiceScope _scope;

    internal WorkspaceScope(AsyncServiceScope scope, Workspace workspace)
    {
        _scope = scope;
        Workspace = workspace;
    }

    /// <summary>The scope's workspace.</summary>
    public Workspace Workspace { get; }

    /// <summary>The scope's services; the workspace context among them is bound.</summary>
    public IServiceProvider ServiceProvider => _scope.ServiceProvider;

    /// <summary>Ends the scope and gives its context back.</summary>
    public ValueTask DisposeAsync() => _scope.DisposeAsync();
}
