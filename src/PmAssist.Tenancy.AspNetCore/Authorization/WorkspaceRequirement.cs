using Microsoft.AspNetCore.Authorization;

namespace PmAssist.Tenancy;

/// <summary>
/// A requirement of an authorization policy: the request names a workspace that can be used, and its user has a role there. In a call of a
/// SignalR hub it is the call's workspace. A request that fails it gets the answer of <c>RequireWorkspace</c>.
/// </summary>
/// <param name="role">The least role.</param>
public sealed class WorkspaceRequirement(WorkspaceRole role) : IAuthorizationRequirement
{
    /// <summary>The least role.</summary>
    public WorkspaceRole Role { get; } = role;
}
