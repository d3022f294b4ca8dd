using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using PmAssist.Tenancy;
using PmAssist.Tenancy.Internal;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the workspaces of requests in a host.</summary>
public static class WorkspaceResolutionServiceCollectionExtensions
{
    /// <summary>
    /// Says where a request names its workspace. With <c>app.UseWorkspaces()</c>, endpoints that require a workspace are then entered by
    /// its members alone, and <see cref="Workspace"/> and the workspace contexts are parameters of endpoints, controllers and pages.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">For example <c>resolve => resolve.FromRoute("workspace")</c>.</param>
    /// <exception cref="InvalidOperationException">No source was chosen, or this was called before.</exception>
    public static IServiceCollection AddWorkspaceResolution(
        this IServiceCollection services, Action<WorkspaceResolutionBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        if (services.Any(s => s.ServiceType == typeof(WorkspaceResolutionBuilder)))
        {
            throw new InvalidOperationException("AddWorkspaceResolution was already called; name all sources in one call.");
        }

        var resolution = new WorkspaceResolutionBuilder();
        configure(resolution);
        if (resolution.Sources.Count == 0)
        {
            throw new InvalidOperationException(
                "No source was chosen. Call FromRoute, FromHost or another in AddWorkspaceResolution(resolve => …).");
        }

        services.AddSingleton(resolution);
        services.AddSingleton<WorkspaceEntrance>();
        services.AddSingleton<HubEntrance>();
        services.AddSingleton<WorkspaceAnswers>();
        services.AddSingleton<WorkspaceDoor>();
        services.AddSingleton<MatcherPolicy, GuardPolicy>();
        services.AddScoped(CurrentWorkspace);
        services.AddSingleton<PipelineCheck>();
        services.AddSingleton<IHostedService>(p => p.GetRequiredService<PipelineCheck>());
        services.AddProblemDetails();
        services.AddExceptionHandler<WorkspaceExceptionHandler>();
        services.AddAuthorization();
        services.AddSingleton<IAuthorizationHandler, WorkspaceRequirementHandler>();
        AnswerFailedPolicies(services);

        // No more than settings, where a host does not use MVC or SignalR.
        services.Configure<MvcOptions>(options => options.ModelBinderProviders.Insert(0, new ScopedServiceBinderProvider()));
        services.TryAddSingleton<WorkspaceHubFilter>();
        services.Configure<HubOptions>(options => options.AddFilter<WorkspaceHubFilter>());
        return services;
    }

    private static Workspace CurrentWorkspace(IServiceProvider scope)
        => scope.GetRequiredService<IWorkspaceAccessor>().Current ?? throw new InvalidOperationException(
            "The request has no workspace. Its endpoint needs RequireWorkspace(), and the pipeline app.UseWorkspaces().");

    /// <summary>Before whatever answers for authorization already.</summary>
    private static void AnswerFailedPolicies(IServiceCollection services)
    {
        var others = services.Last(s => s.ServiceType == typeof(IAuthorizationMiddlewareResultHandler));
        services.AddSingleton<IAuthorizationMiddlewareResultHandler>(p => new WorkspaceAuthorizationResults(
            (IAuthorizationMiddlewareResultHandler)(others.ImplementationInstance
                ?? others.ImplementationFactory?.Invoke(p)
                ?? ActivatorUtilities.CreateInstance(p, others.ImplementationType!)),
            p.GetRequiredService<WorkspaceAnswers>()));
    }
}
