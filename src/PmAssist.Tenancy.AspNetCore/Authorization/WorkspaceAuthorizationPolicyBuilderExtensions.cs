using PmAssist.Tenancy;

namespace Microsoft.AspNetCore.Authorization;

/// <summary>Workspaces in authorization policies.</summary>
public static class WorkspaceAuthorizationPolicyBuilderExtensions
{
    /// <summary>Requires a role in the request's workspace.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="role">The least role. Default: any member.</param>
    public static AuthorizationPolicyBuilder RequireWorkspace(
        this AuthorizationPolicyBuilder policy, WorkspaceRole role = WorkspaceRole.Viewer)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.AddRequirements(new WorkspaceRequirement(role));
    }
}
