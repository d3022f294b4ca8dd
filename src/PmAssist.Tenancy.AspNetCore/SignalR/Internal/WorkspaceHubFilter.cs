using System.Reflection;
using Microsoft.AspNetCore.SignalR;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Each call of a hub that requires a workspace has a scope of its own, which enters the workspace that the connection's request named,
/// and checks membership and state again. Who is no member anymore is disconnected.
/// </summary>
internal sealed class WorkspaceHubFilter(WorkspaceEntrance entrance) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        await EnterAsync(
            invocationContext.Context,
            invocationContext.ServiceProvider,
            invocationContext.HubMethod.GetCustomAttribute<RequireWorkspaceAttribute>() ?? RequirementOf(invocationContext.Hub))
            .ConfigureAwait(false);
        return await next(invocationContext).ConfigureAwait(false);
    }

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        await EnterAsync(context.Context, context.ServiceProvider, RequirementOf(context.Hub)).ConfigureAwait(false);
        await next(context).ConfigureAwait(false);
    }

    /// <summary>Whoever leaves may be no member anymore: the hub still runs, without a workspace then.</summary>
    public async Task OnDisconnectedAsync(
        HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        if (context.Context.GetHttpContextWithRoute() is { } http && LeastRole(http, RequirementOf(context.Hub)) is not null)
        {
            await entrance.EnterAsync(http, context.ServiceProvider).ConfigureAwait(false);
        }

        await next(context, exception).ConfigureAwait(false);
    }

    private static RequireWorkspaceAttribute? RequirementOf(Hub hub) => hub.GetType().GetCustomAttribute<RequireWorkspaceAttribute>();

    private static WorkspaceRole? LeastRole(HttpContext? connection, RequireWorkspaceAttribute? requirement)
        => requirement?.Role ?? connection?.GetEndpoint()?.Metadata.GetMetadata<IWorkspaceMetadata>()?.LeastRole;

    private async ValueTask EnterAsync(HubCallerContext caller, IServiceProvider services, RequireWorkspaceAttribute? requirement)
    {
        var http = caller.GetHttpContextWithRoute();
        if (LeastRole(http, requirement) is not { } role)
        {
            return;
        }

        if (http is null)
        {
            throw new HubException("This connection names no workspace.");
        }

        var outcome = (await entrance.EnterAsync(http, services).ConfigureAwait(false)).For(role);
        if (outcome == WorkspaceOutcome.Admitted)
        {
            return;
        }

        if (outcome is not (WorkspaceOutcome.RoleTooLow or WorkspaceOutcome.NotReady or WorkspaceOutcome.CatalogueAway))
        {
            // What the hub sends to groups would go on to somebody who is no member anymore.
            caller.Abort();
        }

        throw new HubException(WorkspaceAnswers.TextOf(outcome));
    }
}
