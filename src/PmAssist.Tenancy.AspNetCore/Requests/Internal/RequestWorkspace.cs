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

    /// <summary>A request's own, made and set before its services if it has none.</summary>
    /// <param name="context">The request.</param>
    /// <param name="services">Its services, as they are now.</param>
    /// <param name="scopes">Makes its scope, if it has none yet.</param>
    public static RequestWorkspace Of(HttpContext context, IServiceProvidersFeature? services, IServiceScopeFactory scopes)
    {
        if (services is not RequestWorkspace request)
        {
            request = new RequestWorkspace(context, services, scopes);
            context.Features.Set<IServiceProvidersFeature>(request);
        }

        return request;
    }

    /// <summary>
    /// Whether it was decided about the user, the endpoint and the path that are there now: all may change while a request is served, for
    /// example where an error page is executed in its place.
    /// </summary>
    public bool IsFor(HttpContext context) => IsFor(context, context.User, context.GetEndpoint());

    /// <inheritdoc cref="IsFor(HttpContext)"/>
    /// <param name="context">The request.</param>
    /// <param name="user">Its user now.</param>
    /// <param name="endpoint">Its endpoint now.</param>
    public bool IsFor(HttpContext context, ClaimsPrincipal user, Endpoint? endpoint)
        => ReferenceEquals(_user, user) && context.Request.Path.Value == _path && ReferenceEquals(_endpoint, endpoint);

    /// <summary>Whether the request as it is now was let in, with a role.</summary>
    public bool Admits(HttpContext context, WorkspaceRole least) => Decision.For(least) == WorkspaceOutcome.Admitted && IsFor(context);

    /// <summary>Keeps what is decided for whoever asks next.</summary>
    /// <param name="decision">What is decided.</param>
    /// <param name="user">For whom.</param>
    /// <param name="endpoint">For which endpoint.</param>
    public void Keep(in WorkspaceDecision decision, ClaimsPrincipal user, Endpoint? endpoint)
    {
        (_user, _endpoint, _path) = (user, endpoint, _context.Request.Path.Value);
        (Decision, _mustEnter) = (decision, decision.Outcome == WorkspaceOutcome.Admitted);
        if (_services is not null)
        {
            _ = RequestServices;
        }
    }
}
