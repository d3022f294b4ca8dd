using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Specifications.Portability;

/// <summary>The host's workspaces, none of which can be resumed.</summary>
public class NeverResumed : DispatchProxy
{
    private IWorkspaceService? _service;

    public static void Add(IServiceCollection services)
    {
        var own = services.Last(s => s.ServiceType == typeof(IWorkspaceService));
        services.AddScoped(provider =>
        {
            var proxy = Create<IWorkspaceService, NeverResumed>();
            ((NeverResumed)(object)proxy)._service = (IWorkspaceService)(own.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, own.ImplementationType!));
            return proxy;
        });
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        => targetMethod!.Name == nameof(IWorkspaceService.ResumeAsync)
            ? Task.FromException<Workspace>(new InvalidOperationException("no more"))
            : targetMethod.Invoke(_service, args);
}
