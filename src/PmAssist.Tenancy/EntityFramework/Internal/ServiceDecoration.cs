using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Internal;

/// <summary>Puts a service of the library in an EF service's place, alone or around it.</summary>
internal static class ServiceDecoration
{
    public static void Replace<TService, TImplementation>(this IServiceCollection services)
        where TService : class
        where TImplementation : class, TService
    {
        var registered = services.Last(s => s.ServiceType == typeof(TService));
        services.Remove(registered);
        services.Add(ServiceDescriptor.Describe(typeof(TService), typeof(TImplementation), registered.Lifetime));
    }

    public static void Decorate<TService>(this IServiceCollection services, Func<IServiceProvider, TService, TService> decorate)
        where TService : class
    {
        var registered = services.Last(s => s.ServiceType == typeof(TService));
        services.Remove(registered);
        services.Add(ServiceDescriptor.Describe(
            typeof(TService), p => decorate(p, (TService)Create(p, registered)), registered.Lifetime));
    }

    private static object Create(IServiceProvider services, ServiceDescriptor registered)
        => registered.ImplementationInstance
            ?? registered.ImplementationFactory?.Invoke(services)
            ?? ActivatorUtilities.CreateInstance(services, registered.ImplementationType!);
}
