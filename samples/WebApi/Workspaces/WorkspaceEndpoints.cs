using PmAssist.Tenancy;

namespace WebApi.Workspaces;

/// <summary>What a page shows of the workspace that the request is in.</summary>
internal static class WorkspaceEndpoints
{
    public static void MapDetails(this RouteGroupBuilder workspace)
        => workspace.MapGet("/", GetAsync).WithTags("Workspaces").WithSummary("The workspace, its members and one's own role");

    private static async Task<WorkspaceDetails> GetAsync(
        Workspace workspace, HttpContext context, IWorkspaceMemberService members, CancellationToken cancellationToken)
    {
        var all = await members.ListAsync(workspace.Id, take: 1000, cancellationToken: cancellationToken);
        return new(
            workspace.Slug,
            workspace.Name,
            context.GetWorkspaceRole()!.Value,
            workspace.Schema.Name,
            workspace.SchemaVersion,
            [.. all.Select(MemberSummary.Of)]);
    }
}
