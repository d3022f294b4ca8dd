using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Puts a guard before each endpoint that requires a workspace, so that it is protected whichever way a request comes to it: in a branch
/// of the pipeline without <c>UseWorkspaces</c>, before it, short-circuited, or executed again. A request that was let in passes the guard
/// at the cost of a few comparisons. Singleton.
/// </summary>
/// <remarks>
/// Guards are made with the tree of routes, after all other policies. A page, and what a dynamic route leads to, is known only when it is
/// matched, so its guard is made then and kept.
/// </remarks>
internal sealed class GuardPolicy(WorkspaceDoor door) : MatcherPolicy, INodeBuilderPolicy, IEndpointSelectorPolicy
{
    private readonly ConditionalWeakTable<Endpoint, Endpoint> _late = [];

    public override int Order => int.MaxValue;

    bool INodeBuilderPolicy.AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(e => LeastRole(e) is not null);

    public IReadOnlyList<PolicyNodeEdge> GetEdges(IReadOnlyList<Endpoint> endpoints) => [new("guard", [.. endpoints.Select(Guarded)])];

    public PolicyJumpTable BuildJumpTable(int exitDestination, IReadOnlyList<PolicyJumpTableEdge> edges)
        => new OneWay(edges[0].Destination);

    bool IEndpointSelectorPolicy.AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints)
        => ContainsDynamicEndpoints(endpoints) || endpoints.Any(e => e.Metadata.GetMetadata<PageActionDescriptor>() is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && LeastRole(candidates[i].Endpoint) is not null)
            {
                candidates.ReplaceEndpoint(i, _late.GetValue(candidates[i].Endpoint, Guarded), candidates[i].Values);
            }
        }

        return Task.CompletedTask;
    }

    private static WorkspaceRole? LeastRole(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IWorkspaceMetadata>()?.LeastRole;

    private Endpoint Guarded(Endpoint endpoint)
    {
        if (LeastRole(endpoint) is not { } role || endpoint.RequestDelegate is not { } run)
        {
            return endpoint;
        }

        return endpoint is RouteEndpoint route
            ? new RouteEndpoint(RunAsync, route.RoutePattern, route.Order, route.Metadata, route.DisplayName)
            : new Endpoint(RunAsync, endpoint.Metadata, endpoint.DisplayName);

        Task RunAsync(HttpContext context)
            => RequestWorkspace.Of(context)?.Admits(context, role) == true
                ? run(context)
                : door.PassAsync(context, context.GetEndpoint(), role, run);
    }

    private sealed class OneWay(int destination) : PolicyJumpTable
    {
        public override int GetDestination(HttpContext httpContext) => destination;
    }
}
