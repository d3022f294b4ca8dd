using Microsoft.Extensions.Logging;
using PmAssist.Tenancy;

namespace Snippets;

public static class Observability
{
    public static async Task EnterAsync(
        IWorkspaceAccessor accessor, ILogger logger, Guid workspaceId, Func<Task> next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(accessor);
        ArgumentNullException.ThrowIfNull(next);
        #region log-scope
        var workspace = await accessor.EnterAsync(workspaceId, cancellationToken);
        using (logger.BeginWorkspaceScope(workspace))
        {
            await next();
        }
        #endregion
    }
}
