using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Answers a request that failed a <see cref="WorkspaceRequirement"/> as <c>RequireWorkspace</c> does, and leaves all others to the
/// handler that the host has.
/// </summary>
internal sealed class WorkspaceAuthorizationResults(IAuthorizationMiddlewareResultHandler others, WorkspaceAnswers answers)
    : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        var failed = authorizeResult.AuthorizationFailure?.FailedRequirements.OfType<WorkspaceRequirement>().FirstOrDefault();
        return authorizeResult.Forbidden && failed is not null
            && RequestWorkspace.Of(context)?.Decision.For(failed.Role) is { } outcome and not WorkspaceOutcome.Admitted
                ? answers.WriteAsync(context, outcome)
                : others.HandleAsync(next, context, policy, authorizeResult);
    }
}
