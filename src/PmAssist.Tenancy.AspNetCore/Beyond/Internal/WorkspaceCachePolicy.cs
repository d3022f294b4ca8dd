using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Primitives;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Instead of the output cache's default policy, which keeps nothing for somebody who is signed in. Here that is safe, because only those
/// come this far who may call the endpoint, and each workspace has its own.
/// </summary>
internal sealed class WorkspaceCachePolicy : IOutputCachePolicy
{
    /// <summary>Says in a request's items that <c>UseAuthorization</c> has looked at the endpoint; routing looks for it too.</summary>
    private const string AuthorizedKey = "__AuthorizationMiddlewareWithEndpointInvoked";

    public async ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var request = context.HttpContext.Request;
        var workspace = context.HttpContext.WorkspacePartition();
        if (workspace.Length > 0 && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)))
        {
            if (await MustBeAuthorizedAsync(context.HttpContext).ConfigureAwait(false))
            {
                throw new InvalidOperationException(
                    "The endpoint has an authorization policy, and nobody knows yet who meets it, so an answer would be for others too. "
                    + "Call app.UseOutputCache() after app.UseAuthorization().");
            }

            context.EnableOutputCaching = true;
            (context.AllowCacheLookup, context.AllowCacheStorage, context.AllowLocking) = (true, true, true);
            context.CacheVaryByRules.QueryKeys = "*";
            context.CacheVaryByRules.VaryByValues["workspace"] = workspace;
            context.Tags.Add(workspace);
        }
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var response = context.HttpContext.Response;
        if (response.StatusCode != StatusCodes.Status200OK || !StringValues.IsNullOrEmpty(response.Headers.SetCookie))
        {
            context.AllowCacheStorage = false;
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Whether <c>UseAuthorization</c> comes later, and will ask for something.</summary>
    private static async Task<bool> MustBeAuthorizedAsync(HttpContext request)
    {
        if (request.Items.ContainsKey(AuthorizedKey)
            || request.GetEndpoint()?.Metadata is not { } metadata
            || metadata.GetMetadata<IAllowAnonymous>() is not null
            || request.RequestServices.GetService<IAuthorizationPolicyProvider>() is not { } policies)
        {
            return false;
        }

        var policy = await AuthorizationPolicy.CombineAsync(
            policies, metadata.GetOrderedMetadata<IAuthorizeData>(), metadata.GetOrderedMetadata<AuthorizationPolicy>())
            .ConfigureAwait(false);
        return policy is not null || metadata.GetMetadata<IAuthorizationRequirementData>() is not null;
    }
}
