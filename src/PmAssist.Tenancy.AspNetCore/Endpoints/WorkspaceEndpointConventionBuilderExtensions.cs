using PmAssist.Tenancy;
using PmAssist.Tenancy.Internal;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Says which endpoints are for one workspace.</summary>
public static class WorkspaceEndpointConventionBuilderExtensions
{
    /// <summary>
    /// The endpoints are for one workspace: the request must name it, and the signed-in user must have a role there. An endpoint's own
    /// counts more than its group's, and an attribute in the code more than both.
    /// </summary>
    /// <typeparam name="TBuilder">An endpoint's or a group's builder.</typeparam>
    /// <param name="builder">The endpoint or the group.</param>
    /// <param name="role">The least role. Default: any member.</param>
    public static TBuilder RequireWorkspace<TBuilder>(this TBuilder builder, WorkspaceRole role = WorkspaceRole.Viewer)
        where TBuilder : IEndpointConventionBuilder
        => Add(builder, new RequireWorkspaceAttribute(role) { IsConvention = true });

    /// <summary>The endpoints are for no workspace, though their group requires one. An attribute in the code counts more.</summary>
    /// <typeparam name="TBuilder">An endpoint's or a group's builder.</typeparam>
    /// <param name="builder">The endpoint or the group.</param>
    public static TBuilder AllowNoWorkspace<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
        => Add(builder, new AllowNoWorkspaceAttribute { IsConvention = true });

    /// <summary>
    /// Before the attributes: the last counts, but ASP.NET Core runs conventions after it has added what stands on a controller, an action
    /// or a hub.
    /// </summary>
    private static TBuilder Add<TBuilder>(TBuilder builder, IWorkspaceMetadata convention)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint =>
        {
            var place = 0;
            while (place < endpoint.Metadata.Count && endpoint.Metadata[place] is not IWorkspaceMetadata { IsConvention: false })
            {
                place++;
            }

            endpoint.Metadata.Insert(place, convention);
        });
        return builder;
    }
}
