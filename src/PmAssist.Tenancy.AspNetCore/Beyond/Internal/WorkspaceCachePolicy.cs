using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Primitives;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Instead of the output cache's default policy, which keeps nothing for somebody who is signed in. Here that is safe, because only members
/// come this far, and each workspace has its own.
/// </summary>
internal sealed class WorkspaceCachePolicy : IOutputCachePolicy
{
    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var request = context.HttpContext.Request;
        var workspace = context.HttpContext.WorkspacePartition();
        if (workspace.Length > 0 && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)))
        {
            context.EnableOutputCaching = true;
            (context.AllowCacheLookup, context.AllowCacheStorage, context.AllowLocking) = (true, true, true);
            context.CacheVaryByRules.QueryKeys = "*";
            context.CacheVaryByRules.VaryByValues["workspace"] = workspace;
            context.Tags.Add(workspace);
        }

        return ValueTask.CompletedTask;
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
}
