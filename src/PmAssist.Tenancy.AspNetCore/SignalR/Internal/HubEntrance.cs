using System.Security.Claims;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Leads the calls of a hub's connection into its workspace: the one that it was let into, though a slug may belong to another since, or
/// else the one that its request names. Singleton.
/// </summary>
internal sealed class HubEntrance(WorkspaceEntrance entrance, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger(WorkspaceRequestEvents.Category);

    public async ValueTask<WorkspaceDecision> EnterAsync(HubCallerContext caller, IServiceProvider scope)
    {
        var decision = await DecideAsync(caller, caller.User ?? new ClaimsPrincipal()).ConfigureAwait(false);
        if (decision.Outcome == WorkspaceOutcome.Admitted)
        {
            scope.GetRequiredService<IWorkspaceAccessor>().Enter(decision.Listing);
        }

        return decision;
    }

    /// <summary>Decides for a user, and enters nothing. A connection without HTTP names no workspace.</summary>
    public ValueTask<WorkspaceDecision> DecideAsync(HubCallerContext caller, ClaimsPrincipal user)
        => WorkspaceConnection.Of(caller) is { } connection ? entrance.DecideAsync(connection.WorkspaceId, user)
            : caller.GetHttpContextWithRoute() is { } http ? entrance.DecideAsync(http, user)
            : new(new WorkspaceDecision(WorkspaceOutcome.NotFound));

    /// <summary>Keeps the connection in the workspace that it was let into, and looks after it from now on.</summary>
    /// <param name="caller">The connection.</param>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="least">The role without which nothing may be sent to it.</param>
    public void Keep(HubCallerContext caller, Guid workspaceId, WorkspaceRole least)
    {
        if (WorkspaceConnection.Of(caller) is null)
        {
            new WorkspaceConnection(caller, workspaceId, least, entrance, _logger).Begin();
        }
    }
}
