using System.Security.Claims;

namespace PmAssist.Tenancy.Internal;

/// <summary>Where a request may say which workspace it is for.</summary>
internal abstract class WorkspaceSource
{
    /// <summary>
    /// Whether it only says what holds if no earlier source names a workspace. What the request itself says is no default: two parts of
    /// it that differ contradict each other.
    /// </summary>
    public virtual bool IsDefault => false;

    public abstract ValueTask<WorkspaceName> FindAsync(HttpContext context, ClaimsPrincipal user);
}
