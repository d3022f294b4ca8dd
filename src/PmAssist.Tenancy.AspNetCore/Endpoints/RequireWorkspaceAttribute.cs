using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>
/// A controller, an action, a page or a hub that is for one workspace: the request must name it, and the signed-in user must have a role
/// there. Of several on one endpoint the nearest to the code counts: a method's, else its class's, else what the endpoint is mapped with,
/// else its group's.
/// </summary>
/// <param name="role">The least role. Default: <see cref="WorkspaceRole.Viewer"/>, any member.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RequireWorkspaceAttribute(WorkspaceRole role = WorkspaceRole.Viewer) : Attribute, IWorkspaceMetadata
{
    /// <summary>The least role.</summary>
    public WorkspaceRole Role { get; } = role;

    internal bool IsConvention { get; init; }

    WorkspaceRole? IWorkspaceMetadata.LeastRole => Role;

    bool IWorkspaceMetadata.IsConvention => IsConvention;
}
