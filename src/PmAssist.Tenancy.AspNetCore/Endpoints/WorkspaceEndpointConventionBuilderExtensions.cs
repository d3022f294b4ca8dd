using PmAssist.Tenancy;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Says which endpoints are for one workspace.</summary>
public static class WorkspaceEndpointConventionBuilderExtensions
{
    /// <summary>
    /// The endpoints are for one workspace: the request must name it, and the signed-in user must have a role there. Of several on one
    /// endpoint the nearest counts.
    /// </summary>
    /// <typeparam name="TBuilder">An endpoint's or a group's builder.</typeparam>
    /// <param name="builder">The endpoint or the group.</param>
    /// <param name="role">The least role. Default: any member.</param>
    public static TBuilder RequireWorkspace<TBuilder>(this TBuilder builder, WorkspaceRole role = WorkspaceRole.Viewer)
        where TBuilder : IEndpointConventionBuilder
        => builder.WithMetadata(new RequireWorkspaceAttribute(role));

    /// <summary>The endpoints are for no workspace, though their group requires one.</summary>
    /// <typeparam name="TBuilder">An endpoint's or a group's builder.</typeparam>
    /// <param name="builder">The endpoint or the group.</param>
    public static TBuilder AllowNoWorkspace<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
        => builder.WithMetadata(new AllowNoWorkspaceAttribute());
}
