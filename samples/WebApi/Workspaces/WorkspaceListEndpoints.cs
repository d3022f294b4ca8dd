using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using PmAssist.Tenancy;
using WebApi.People;

namespace WebApi.Workspaces;

/// <summary>The workspaces of whoever is signed in. No workspace is entered here.</summary>
internal static class WorkspaceListEndpoints
{
    public static void MapWorkspaceList(this IEndpointRouteBuilder routes)
    {
        var workspaces = routes.MapGroup("/api/workspaces").WithTags("Workspaces").RequireAuthorization();

        workspaces.MapGet("/", async (string? after, ClaimsPrincipal user, IWorkspaceService service, CancellationToken token)
            => (await service.ListAsync(new WorkspaceFilter { MemberId = user.GetId() }, take: 1000, after, token))
                .Select(WorkspaceSummary.Of))
            .WithSummary("The workspaces that one is a member of, by slug; with 'after', those after that slug");
        workspaces.MapPost("/", CreateAsync).WithSummary("Create a workspace, and be its owner");
    }

    private static async Task<Created<WorkspaceSummary>> CreateAsync(
        CreateWorkspace request, ClaimsPrincipal user, IWorkspaceService workspaces, CancellationToken cancellationToken)
    {
        var workspace = await workspaces.CreateAsync(new NewWorkspace(request.Name, user.GetId()), cancellationToken);
        return TypedResults.Created($"/w/{workspace.Slug}", WorkspaceSummary.Of(workspace));
    }
}
