using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.AspNetCore.SignalR;

namespace PmAssist.Tenancy.Internal;

/// <summary>The route values of a hub's connection: for long polling SignalR keeps a copy of the request that lacks them.</summary>
internal static class ConnectionRoute
{
    public static HttpContext? GetHttpContextWithRoute(this HubCallerContext caller)
    {
        var http = caller.GetHttpContext();
        if (http?.GetEndpoint() is RouteEndpoint endpoint && http.Request.RouteValues.Count == 0)
        {
            new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), []).TryMatch(http.Request.Path, http.Request.RouteValues);
        }

        return http;
    }
}
