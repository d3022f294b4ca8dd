using Microsoft.Extensions.Logging;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>Log scopes of workspaces.</summary>
public static class WorkspaceLoggerExtensions
{
    /// <summary>
    /// Begins a log scope with the workspace's id and slug. The library does it for the scopes of <see cref="IWorkspaceScopeFactory"/>,
    /// and wherever it works on a workspace; a host does it around work for which it entered or rented by itself.
    /// </summary>
    /// <param name="logger">Any logger of the host: log scopes belong to the flow of the code, not to the logger.</param>
    /// <param name="workspace">The workspace.</param>
    /// <returns>The scope; dispose it in the method that began it. Null if nothing logs.</returns>
    public static IDisposable? BeginWorkspaceScope(this ILogger logger, Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(logger);
        ArgumentNullException.ThrowIfNull(workspace);
        return logger.IsEnabled(LogLevel.Critical) ? logger.BeginScope(new WorkspaceLogScope(workspace.Id, workspace.Slug)) : null;
    }
}
