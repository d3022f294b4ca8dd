using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Each call of a hub that requires a workspace has a scope of its own, which enters the connection's workspace, and checks membership and
/// state again. Who is no member anymore is disconnected.
/// </summary>
internal sealed class WorkspaceHubFilter(HubEntrance entrance, ILoggerFactory loggers) : IHubFilter
{
    private readonly ILogger _logger = loggers.CreateLogger(WorkspaceRequestEvents.Category);

    /// <summary>Reading attributes takes longer than a look-up, and a host has few methods.</summary>
    private readonly ConcurrentDictionary<MemberInfo, IWorkspaceMetadata?> _attributes = new();

    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var ofHub = LeastRole(invocationContext.Context, invocationContext.Hub);
        var ofCall = AttributeOf(invocationContext.HubMethod) is { } method ? method.LeastRole : ofHub;
        if (ofCall is not { } role)
        {
            return await next(invocationContext).ConfigureAwait(false);
        }

        var listing = await EnterAsync(invocationContext.Context, invocationContext.ServiceProvider, ofHub, role).ConfigureAwait(false);

        // Where the whole hub requires one, its calls are in the log scope of the connection's request already.
        using (ofHub is null ? listing.BeginLogScope(_logger) : null)
        {
            return await next(invocationContext).ConfigureAwait(false);
        }
    }

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        if (LeastRole(context.Context, context.Hub) is { } role)
        {
            await EnterAsync(context.Context, context.ServiceProvider, role, role).ConfigureAwait(false);
        }

        await next(context).ConfigureAwait(false);
    }

    /// <summary>Whoever leaves may be no member anymore: the hub still runs, without a workspace then.</summary>
    public async Task OnDisconnectedAsync(
        HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        try
        {
            if (LeastRole(context.Context, context.Hub) is not null)
            {
                await entrance.EnterAsync(context.Context, context.ServiceProvider).ConfigureAwait(false);
            }
        }
        finally
        {
            await next(context, exception).ConfigureAwait(false);
        }
    }

    /// <summary>What the hub's class says, else its endpoint, where it has one.</summary>
    private WorkspaceRole? LeastRole(HubCallerContext caller, Hub hub)
        => (AttributeOf(hub.GetType()) ?? caller.GetHttpContext()?.GetEndpoint()?.Metadata.GetMetadata<IWorkspaceMetadata>())?.LeastRole;

    private IWorkspaceMetadata? AttributeOf(MemberInfo member)
        => _attributes.GetOrAdd(member, static m => m.GetCustomAttributes(inherit: true).OfType<IWorkspaceMetadata>().FirstOrDefault());

    private async ValueTask<WorkspaceListing> EnterAsync(
        HubCallerContext caller, IServiceProvider services, WorkspaceRole? ofHub, WorkspaceRole role)
    {
        var decision = await entrance.EnterAsync(caller, services).ConfigureAwait(false);
        var outcome = decision.For(role);
        if (outcome == WorkspaceOutcome.Admitted)
        {
            entrance.Keep(caller, decision.Listing.Id, ofHub ?? WorkspaceRole.Viewer);
            return decision.Listing;
        }

        if (WorkspaceConnection.Ends(outcome))
        {
            caller.Abort();
        }

        throw new HubException(WorkspaceAnswers.TextOf(outcome));
    }
}
