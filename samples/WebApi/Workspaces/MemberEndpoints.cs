using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using PmAssist.Tenancy;
using WebApi.People;

namespace WebApi.Workspaces;

/// <summary>Who is in the workspace of the request.</summary>
internal static class MemberEndpoints
{
    public static void MapMembers(this RouteGroupBuilder workspace)
    {
        var members = workspace.MapGroup("/members").WithTags("Members").RequireWorkspace(WorkspaceRole.Admin);

        members.MapPost("/", InviteAsync).WithSummary("Invite somebody with a role");
        members.MapDelete("/{userId}", RemoveAsync).WithSummary("Take somebody's membership away");
    }

    private static async Task<Results<Ok<MemberSummary>, ProblemHttpResult>> InviteAsync(
        InviteMember request,
        Workspace workspace,
        HttpContext context,
        IWorkspaceMemberService members,
        CancellationToken cancellationToken)
    {
        if (Person.Find(request.UserId) is null)
        {
            return TypedResults.Problem($"There is nobody called '{request.UserId}'.", statusCode: StatusCodes.Status400BadRequest);
        }

        if (request.Role > context.GetWorkspaceRole())
        {
            return TypedResults.Problem("Nobody gives away more than they have.", statusCode: StatusCodes.Status403Forbidden);
        }

        var member = await members.AddAsync(workspace.Id, request.UserId, request.Role, context.User.GetId(), cancellationToken);
        return TypedResults.Ok(MemberSummary.Of(member));
    }

    private static async Task<Results<NoContent, NotFound>> RemoveAsync(
        string userId, Workspace workspace, ClaimsPrincipal user, IWorkspaceMemberService members, CancellationToken cancellationToken)
        => await members.RemoveAsync(workspace.Id, userId, user.GetId(), cancellationToken)
            ? TypedResults.NoContent()
            : TypedResults.NotFound();
}
