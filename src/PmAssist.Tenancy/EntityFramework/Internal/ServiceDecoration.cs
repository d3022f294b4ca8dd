using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Internal;

/// <summary>Replaces an EF service with one of the library's, or wraps it.</summary>
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
        var create = CreatorOf(registered);
        services.Add(ServiceDescriptor.Describe(typeof(TService), p => decorate(p, (TService)create(p)), registered.Lifetime));
    }

    /// <summary>The constructor is looked up once per service provider, not once per context.</summary>
    private static Func<IServiceProvider, object> CreatorOf(ServiceDescriptor registered)
    {
        if (registered.ImplementationInstance is { } instance)
        {
            return _ => instance;
        }

        if (registered.ImplementationFactory is { } factory)
        {
            return factory;
        }

        var constructor = ActivatorUtilities.CreateFactory(registered.ImplementationType!, []);
        return services => constructor(services, null);
    }
}
