using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Leads a request into the workspace that its endpoint requires, with a log scope that names it, or answers why not. Singleton.
/// </summary>
internal sealed class WorkspaceDoor(WorkspaceEntrance entrance, WorkspaceAnswers answers, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger(WorkspaceRequestEvents.Category);

    /// <param name="context">The request.</param>
    /// <param name="endpoint">Its endpoint.</param>
    /// <param name="role">The role that the endpoint requires.</param>
    /// <param name="next">What runs in the workspace.</param>
    public Task PassAsync(HttpContext context, Endpoint? endpoint, WorkspaceRole role, RequestDelegate next)
    {
        var entering = entrance.EnterAsync(context, endpoint);
        return entering.IsCompletedSuccessfully ? GoOn(entering.Result, context, role, next) : WaitAsync(entering, context, role, next);
    }

    private Task GoOn(in WorkspaceDecision decision, HttpContext context, WorkspaceRole role, RequestDelegate next)
        => decision.For(role) is var outcome and not WorkspaceOutcome.Admitted ? answers.WriteAsync(context, outcome)
            : _logger.IsEnabled(LogLevel.Critical) ? RunInScopeAsync(decision.Listing, context, next)
            : next(context);

    private async Task WaitAsync(ValueTask<WorkspaceDecision> entering, HttpContext context, WorkspaceRole role, RequestDelegate next)
        => await GoOn(await entering.ConfigureAwait(false), context, role, next).ConfigureAwait(false);

    private async Task RunInScopeAsync(WorkspaceListing listing, HttpContext context, RequestDelegate next)
    {
        using (listing.BeginLogScope(_logger))
        {
            await next(context).ConfigureAwait(false);
        }
    }
}
