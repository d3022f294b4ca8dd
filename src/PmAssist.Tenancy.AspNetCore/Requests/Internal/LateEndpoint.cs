using Microsoft.AspNetCore.Http.Features;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Takes the place of the endpoint of a request that had none when it passed <c>UseWorkspaces</c>: one that is chosen afterward has not
/// been looked at, so it must not require a workspace.
/// </summary>
internal sealed class LateEndpoint : IEndpointFeature
{
    public Endpoint? Endpoint
    {
        get;
        set => field = value?.Metadata.GetMetadata<IWorkspaceMetadata>()?.LeastRole is null
            ? value
            : throw new InvalidOperationException(
                $"'{value.DisplayName}' requires a workspace, but app.UseWorkspaces() comes before the endpoint is chosen. Call it after "
                + "app.UseRouting().");
    }
}
