using Microsoft.AspNetCore.Diagnostics;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Gives an endpoint that runs into a workspace's state, or into a catalogue that is away, the answer that the request would have had at
/// the door. Used where the host has <c>UseExceptionHandler</c>.
/// </summary>
internal sealed class WorkspaceExceptionHandler(WorkspaceAnswers answers) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var outcome = WorkspaceEntrance.OutcomeOf(exception);
        if (outcome is null)
        {
            return false;
        }

        await answers.WriteAsync(httpContext, outcome.Value).ConfigureAwait(false);
        return true;
    }
}
