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
        WorkspaceDecision? decision = context.Resource switch
        {
            HttpContext request => await entrance.EnterAsync(request).ConfigureAwait(false),
            HubInvocationContext call when call.Context.GetHttpContextWithRoute() is { } connection
                => await entrance.EnterAsync(connection, call.ServiceProvider).ConfigureAwait(false),
            _ when accessor?.HttpContext is { } request => await entrance.EnterAsync(request).ConfigureAwait(false),
            _ => null,
        };
        if (decision?.For(requirement.Role) == WorkspaceOutcome.Admitted)
        {
            context.Succeed(requirement);
        }
    }
}
