using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Asks for the workspace itself, because a host's authorization may come before <c>UseWorkspaces</c>; whoever asks second gets the same
/// decision.
/// </summary>
internal sealed class WorkspaceRequirementHandler(WorkspaceEntrance entrance, IHttpContextAccessor? accessor = null)
    : AuthorizationHandler<WorkspaceRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, WorkspaceRequirement requirement)
    {
        var (http, services) = context.Resource switch
        {
            HttpContext request => (request, request.RequestServices),
            HubInvocationContext call => (call.Context.GetHttpContextWithRoute(), call.ServiceProvider),
            _ => (accessor?.HttpContext, accessor?.HttpContext?.RequestServices),
        };
        if (http is null)
        {
            return;
        }

        var workspace = services!.GetRequiredService<RequestWorkspace>();
        await entrance.EnterAsync(http, workspace).ConfigureAwait(false);
        if (workspace.For(requirement.Role) == WorkspaceOutcome.Entered)
        {
            context.Succeed(requirement);
        }
    }
}
