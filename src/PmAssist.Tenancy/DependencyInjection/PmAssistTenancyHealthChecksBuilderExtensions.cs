using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PmAssist.Tenancy.Internal;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Health checks of a host's workspaces.</summary>
public static class PmAssistTenancyHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds three checks, each with its last word as a tag. <c>pmassist-tenancy-live</c>: the process answers; asks no database.
    /// <c>pmassist-tenancy-ready</c>: the master schema can be reached and is migrated, else unhealthy; looks at most every 5 s.
    /// <c>pmassist-tenancy-fleet</c>: workspaces that are behind, failed, without their schema, or stuck for 10 minutes make it
    /// degraded, never unhealthy; looks at most once a minute. Probes in between get the last answer.
    /// </summary>
    /// <param name="builder">The host's health checks.</param>
    public static IHealthChecksBuilder AddPmAssistTenancy(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<TenancyHealth>();
        Add("live", _ => _ => Task.FromResult(HealthCheckResult.Healthy("The process answers.")));
        Add("ready", services => services.GetRequiredService<TenancyHealth>().Ready.GetAsync);
        Add("fleet", services => services.GetRequiredService<TenancyHealth>().Fleet.GetAsync);
        return builder;

        void Add(string tag, Func<IServiceProvider, Func<CancellationToken, Task<HealthCheckResult>>> get)
            => builder.Add(
                new HealthCheckRegistration($"pmassist-tenancy-{tag}", p => new TenancyCheck(get(p)), failureStatus: null, [tag]));
    }
}
