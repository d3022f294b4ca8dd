using System.Security.Claims;
using Microsoft.AspNetCore.Http.Features;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// What is decided about a request's workspace, and what for. It stands before the request's services, whose scope enters the workspace: at
/// once if there is a scope already, else when somebody asks for the first service. A request that needs none makes no scope.
/// </summary>
internal sealed class RequestWorkspace : IServiceProvidersFeature
{
    private readonly HttpContext _context;
    private readonly IServiceScopeFactory _scopes;
    private IServiceProvidersFeature? _services;
    private bool _mustEnter;
    private ClaimsPrincipal? _user;
    private Endpoint? _endpoint;
    private string? _path;

    private RequestWorkspace(HttpContext context, IServiceProvidersFeature? services, IServiceScopeFactory scopes)
        => (_context, _services, _scopes) = (context, services, scopes);

    public WorkspaceDecision Decision { get; private set; }

    public IServiceProvider RequestServices
    {
        get
        {
            var services = Services.RequestServices;
            if (_mustEnter)
            {
                services.GetRequiredService<IWorkspaceAccessor>().Enter(Decision.Listing);
                _mustEnter = false;
            }

            return services;
        }

        set => (Services.RequestServices, _mustEnter) = (value, Decision.Outcome == WorkspaceOutcome.Admitted);
    }

    private IServiceProvidersFeature Services => _services ??= new RequestServicesFeature(_context, _scopes);

    /// <summary>What was decided about a request; null if nobody has asked.</summary>
    public static RequestWorkspace? Of(HttpContext context) => context.Features.Get<IServiceProvidersFeature>() as RequestWorkspace;

    /// <summary>Keeps what is decided for whoever asks next.</summary>
    /// <param name="context">The request.</param>
    /// <param name="services">Its services, as they are now.</param>
    /// <param name="scopes">Makes its scope, if it has none yet.</param>
    /// <param name="decision">What is decided.</param>
    public static void Keep(
        HttpContext context, IServiceProvidersFeature? services, IServiceScopeFactory scopes, in WorkspaceDecision decision)
    {
        if (services is not RequestWorkspace request)
        {
            request = new RequestWorkspace(context, services, scopes);
            context.Features.Set<IServiceProvidersFeature>(request);
        }

        request.Keep(decision);
    }

    /// <summary>
    /// Whether it was decided about the user, the endpoint and the path that are there now: all may change while a request is served, for
    /// example where an error page is executed in its place.
    /// </summary>
    public bool IsFor(HttpContext context)
        => ReferenceEquals(_user, context.User) && context.Request.Path.Value == _path && ReferenceEquals(_endpoint, context.GetEndpoint());

    /// <summary>Whether the request as it is now was let in, with a role.</summary>
    public bool Admits(HttpContext context, WorkspaceRole least) => Decision.For(least) == WorkspaceOutcome.Admitted && IsFor(context);

    private void Keep(in WorkspaceDecision decision)
    {
        (_user, _endpoint, _path) = (_context.User, _context.GetEndpoint(), _context.Request.Path.Value);
        (Decision, _mustEnter) = (decision, decision.Outcome == WorkspaceOutcome.Admitted);
        if (_services is not null)
        {
            _ = RequestServices;
        }
    }
}
