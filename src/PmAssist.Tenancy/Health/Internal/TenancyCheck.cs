using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PmAssist.Tenancy.Internal;

/// <summary>A health check that asks for what is known already.</summary>
internal sealed class TenancyCheck(Func<CancellationToken, Task<HealthCheckResult>> get) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => get(cancellationToken);
}
