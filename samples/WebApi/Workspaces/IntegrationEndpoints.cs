using Microsoft.AspNetCore.Http.HttpResults;
using PmAssist.Tenancy;

namespace WebApi.Workspaces;

/// <summary>What the workspace of the request is connected with. The service knows the workspace: nobody passes it on.</summary>
internal static class IntegrationEndpoints
{
    public static void MapIntegrations(this RouteGroupBuilder workspace)
    {
        var integrations = workspace.MapGroup("/integrations").WithTags("Integrations");

        integrations.MapGet("/", async (IIntegrationService service, CancellationToken token)
            => (await service.ListAsync(cancellationToken: token)).Select(IntegrationSummary.Of))
            .WithSummary("What is connected");
        integrations.MapPost("/", async (ConnectIntegration request, IIntegrationService service, CancellationToken token)
            => IntegrationSummary.Of(await service.CreateAsync(new(request.Provider, request.ExternalId, request.ExternalId), token)))
            .RequireWorkspace(WorkspaceRole.Admin).WithSummary("Connect a service");
        integrations.MapDelete("/{id:guid}", RemoveAsync)
            .RequireWorkspace(WorkspaceRole.Admin).WithSummary("Disconnect a service");
    }

    private static async Task<Results<NoContent, NotFound>> RemoveAsync(
        Guid id, IIntegrationService service, CancellationToken cancellationToken)
        => await service.RemoveAsync(id, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();
}
