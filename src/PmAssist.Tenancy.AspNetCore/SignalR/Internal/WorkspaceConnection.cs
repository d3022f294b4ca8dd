using System.Security.Claims;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// A hub's connection that was let into a workspace. With each beat of its heart, once a second, it is looked whether its user may still
/// be there: what the hub sends to groups would go on to somebody who is no member anymore.
/// </summary>
internal sealed class WorkspaceConnection(
    HubCallerContext caller, Guid workspaceId, WorkspaceRole least, WorkspaceEntrance entrance, ILogger logger)
{
    private Task _look = Task.CompletedTask;
    private bool _hasFailed;

    public Guid WorkspaceId { get; } = workspaceId;

    public static WorkspaceConnection? Of(HubCallerContext caller)
        => caller.Items.TryGetValue(typeof(WorkspaceConnection), out var connection) ? (WorkspaceConnection?)connection : null;

    public void Begin()
    {
        caller.Items[typeof(WorkspaceConnection)] = this;
        caller.Features.Get<IConnectionHeartbeatFeature>()?.OnHeartbeat(static state => ((WorkspaceConnection)state).Beat(), this);
    }

    /// <summary>Whether a connection that is refused must end: not for a while, nor for a role that only some of its calls need.</summary>
    public static bool Ends(WorkspaceOutcome outcome)
        => outcome is WorkspaceOutcome.NoUser or WorkspaceOutcome.NotFound or WorkspaceOutcome.Suspended or WorkspaceOutcome.Gone;

    private void Beat()
    {
        if (_look.IsCompleted)
        {
            _look = LookAsync();
        }
    }

    /// <summary>What fails may succeed a second later, so only the first failure of several is logged.</summary>
    private async Task LookAsync()
    {
        try
        {
            var outcome = await entrance.LookAsync(WorkspaceId, caller.User ?? new ClaimsPrincipal(), least).ConfigureAwait(false);
            _hasFailed = false;
            if (outcome == WorkspaceOutcome.RoleTooLow || Ends(outcome))
            {
                caller.Abort();
            }
        }
        catch (Exception exception)
        {
            if (!_hasFailed)
            {
                Log.ConnectionNotChecked(logger, exception);
            }

            _hasFailed = true;
        }
    }
}
