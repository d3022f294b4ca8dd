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

        var request = context.RequestServices.GetRequiredService<RequestWorkspace>();
        var entering = entrance.EnterAsync(context, request);
        return entering.IsCompletedSuccessfully && request.For(role) == WorkspaceOutcome.Entered
            ? next(context)
            : ContinueAsync(entering, context, request, role);
    }

    private async Task ContinueAsync(
        ValueTask<WorkspaceOutcome> entering, HttpContext context, RequestWorkspace request, WorkspaceRole role)
    {
        await entering.ConfigureAwait(false);
        if (request.For(role) is var outcome and not WorkspaceOutcome.Entered)
        {
            await answers.WriteAsync(context, outcome).ConfigureAwait(false);
            return;
        }

        await next(context).ConfigureAwait(false);
    }
}
