namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Leads a request into the workspace that its endpoint requires before the rest of the pipeline, which may need to know it: a rate
/// limiter, a cache. The endpoint itself is guarded by <see cref="GuardPolicy"/>.
/// </summary>
internal sealed class WorkspaceMiddleware(RequestDelegate next, WorkspaceDoor door)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint)
        {
            context.Features.Set(PassedWorkspaces.Mark);
            return next(context);
        }

        return endpoint.Metadata.GetMetadata<IWorkspaceMetadata>()?.LeastRole is { } role
            ? door.PassAsync(context, endpoint, role, next)
            : next(context);
    }
}
