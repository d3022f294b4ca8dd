using Microsoft.AspNetCore.Http.Features;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// What is decided about a request's workspace. It stands before the request's services, whose scope enters the workspace: at once if there
/// is a scope already, else when somebody asks for the first service. A request that needs none makes no scope.
/// </summary>
internal sealed class RequestWorkspace : IServiceProvidersFeature
{
    private readonly HttpContext _context;
    private readonly IServiceScopeFactory _scopes;
    private IServiceProvidersFeature? _services;
    private bool _mustEnter;

    private RequestWorkspace(
        HttpContext context, IServiceScopeFactory scopes, IServiceProvidersFeature? services, in WorkspaceDecision decision)
    {
        (_context, _scopes, _services, Decision) = (context, scopes, services, decision);
        _mustEnter = decision.Outcome == WorkspaceOutcome.Admitted;
    }

    public WorkspaceDecision Decision { get; }

    public IServiceProvider RequestServices
    {
        get
        {
            var services = Services.RequestServices;
            if (_mustEnter)
            {
                _mustEnter = false;
                services.GetRequiredService<IWorkspaceAccessor>().Enter(Decision.Listing);
            }

            return services;
        }

        set => (Services.RequestServices, _mustEnter) = (value, Decision.Outcome == WorkspaceOutcome.Admitted);
    }

    private IServiceProvidersFeature Services => _services ??= new RequestServicesFeature(_context, _scopes);

    /// <summary>What was decided about a request; null if nobody has asked.</summary>
    public static RequestWorkspace? Of(HttpContext context) => context.Features.Get<IServiceProvidersFeature>() as RequestWorkspace;

    /// <summary>Keeps what is decided for whoever asks next.</summary>
    public static void Keep(HttpContext context, IServiceScopeFactory scopes, in WorkspaceDecision decision)
    {
        var services = context.Features.Get<IServiceProvidersFeature>();
        var request = new RequestWorkspace(context, scopes, services, decision);
        context.Features.Set<IServiceProvidersFeature>(request);
        if (services is not null)
        {
            _ = request.RequestServices;
        }
    }
}
