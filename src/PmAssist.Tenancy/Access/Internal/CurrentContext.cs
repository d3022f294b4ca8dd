using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Internal;

/// <summary>The scope's bound context with the library's own tables, for the services that use them. Scoped.</summary>
internal sealed class CurrentContext(IServiceProvider scope, TenancyContexts contexts)
{
    /// <exception cref="InvalidOperationException">No registered context has the library's tables.</exception>
    public WorkspaceDbContext Context
        => contexts.Workspace.FirstOrDefault(c => c.ContextType.IsAssignableTo(typeof(WorkspaceDbContext))) is { } found
            ? (WorkspaceDbContext)scope.GetRequiredService(found.ContextType)
            : throw new InvalidOperationException(
                $"No registered context has the tables of {nameof(WorkspaceDbContext)}, which this service works on. Derive a context from "
                + $"it, or add it: tenancy.AddContext<{nameof(WorkspaceDbContext)}>().");
}
