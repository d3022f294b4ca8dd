using Microsoft.AspNetCore.Http.Features;

namespace PmAssist.Tenancy.Internal;

/// <summary>Lets a request through whose endpoint needs no workspace, or that is in the one it needs; answers all others.</summary>
internal sealed class WorkspaceMiddleware(RequestDelegate next, WorkspaceEntrance entrance, WorkspaceAnswers answers)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint)
        {
            context.Features.Set<IEndpointFeature>(new LateEndpoint());
            return next(context);
        }

        if (endpoint.Metadata.GetMetadata<IWorkspaceMetadata>()?.LeastRole is not { } role)
        {
            return next(context);
        }

        var entering = entrance.EnterAsync(context);
        return entering.IsCompletedSuccessfully ? GoOn(entering.Result, context, role) : WaitAsync(entering, context, role);
    }

    private Task GoOn(in WorkspaceDecision decision, HttpContext context, WorkspaceRole role)
        => decision.For(role) is var outcome and not WorkspaceOutcome.Admitted ? answers.WriteAsync(context, outcome) : next(context);

    private async Task WaitAsync(ValueTask<WorkspaceDecision> entering, HttpContext context, WorkspaceRole role)
        => await GoOn(await entering.ConfigureAwait(false), context, role).ConfigureAwait(false);
}
