using Microsoft.AspNetCore.Authorization;

namespace PmAssist.Tenancy;

/// <summary>
/// A requirement of an authorization policy: the request names a workspace that can be used, and the user who is asked about has a role
/// there at that moment. In a call of a SignalR hub it is the call's workspace. A request that fails it gets the answer of
/// <c>RequireWorkspace</c>; asked about another user than the request's, nothing is entered.
/// </summary>
/// <param name="role">The least role.</param>
public sealed class WorkspaceRequirement(WorkspaceRole role) : IAuthorizationRequirement
{
    /// <summary>The least role.</summary>
    public WorkspaceRole Role { get; } = role;
}
