using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>
/// An endpoint that is for no workspace, in a group or a controller that requires one: sign-in, health. It answers whatever state any
/// workspace is in, and looks none up.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class AllowNoWorkspaceAttribute : Attribute, IWorkspaceMetadata
{
    internal bool IsConvention { get; init; }

    WorkspaceRole? IWorkspaceMetadata.LeastRole => null;

    bool IWorkspaceMetadata.IsConvention => IsConvention;
}
