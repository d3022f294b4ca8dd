using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Asks for the workspace itself, because a host's authorization may come before <c>UseWorkspaces</c>, and asks each time, because a
/// connection may outlive a role. Decides for the user that it is given; only the request's own user leads the scope into the workspace.
/// </summary>
internal sealed class WorkspaceRequirementHandler(WorkspaceEntrance entrance, HubEntrance hubs, IHttpContextAccessor? accessor = null)
    : AuthorizationHandler<WorkspaceRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, WorkspaceRequirement requirement)
    {
        var decision = context.Resource is HubInvocationContext call
            ? await DecideAsync(call, context.User).ConfigureAwait(false)
            : await DecideAsync(RequestOf(context.Resource), context.User).ConfigureAwait(false);
        if (decision.For(requirement.Role) == WorkspaceOutcome.Admitted)
        {
            context.Succeed(requirement);
        }
    }

    /// <summary>The middleware gives the request, a filter of MVC its own context, and a host's code whatever it is about.</summary>
    private HttpContext? RequestOf(object? resource)
        => resource switch
        {
            HttpContext request => request,
            ActionContext action => action.HttpContext,
            _ => accessor?.HttpContext,
        };

    private ValueTask<WorkspaceDecision> DecideAsync(HttpContext? request, ClaimsPrincipal user)
        => request is null ? default
            : ReferenceEquals(user, request.User) && RequestWorkspace.Of(request)?.IsFor(request) != true
                ? entrance.EnterAsync(request, request.GetEndpoint())
            : entrance.DecideAsync(request, user);

    private ValueTask<WorkspaceDecision> DecideAsync(HubInvocationContext call, ClaimsPrincipal user)
        => ReferenceEquals(user, call.Context.User)
            ? hubs.EnterAsync(call.Context, call.ServiceProvider)
            : hubs.DecideAsync(call.Context, user);
}
