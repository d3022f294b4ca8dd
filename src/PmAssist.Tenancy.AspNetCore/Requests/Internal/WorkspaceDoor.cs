namespace PmAssist.Tenancy.Internal;

/// <summary>Lets a request into the workspace that its endpoint requires, or answers why not. Singleton.</summary>
internal sealed class WorkspaceDoor(WorkspaceEntrance entrance, WorkspaceAnswers answers)
{
    /// <param name="context">The request.</param>
    /// <param name="role">The role that its endpoint requires.</param>
    /// <param name="next">What runs in the workspace.</param>
    public Task PassAsync(HttpContext context, WorkspaceRole role, RequestDelegate next)
    {
        var entering = entrance.EnterAsync(context);
        return entering.IsCompletedSuccessfully ? GoOn(entering.Result, context, role, next) : WaitAsync(entering, context, role, next);
    }

    private Task GoOn(in WorkspaceDecision decision, HttpContext context, WorkspaceRole role, RequestDelegate next)
        => decision.For(role) is var outcome and not WorkspaceOutcome.Admitted ? answers.WriteAsync(context, outcome) : next(context);

    private async Task WaitAsync(ValueTask<WorkspaceDecision> entering, HttpContext context, WorkspaceRole role, RequestDelegate next)
        => await GoOn(await entering.ConfigureAwait(false), context, role, next).ConfigureAwait(false);
}
