using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Answers probes from the last look, for a while; one look serves all who ask meanwhile. A probe that gives up does not end it.
/// </summary>
internal sealed class CachedCheck(TimeProvider clock, TimeSpan keep, Func<CancellationToken, Task<HealthCheckResult>> look)
{
    private readonly Lock _sync = new();
    private Task<HealthCheckResult>? _looking;
    private long _begun;

    public Task<HealthCheckResult> GetAsync(CancellationToken cancellationToken)
    {
        lock (_sync)
        {
            if (_looking is null || (_looking.IsCompleted && clock.GetElapsedTime(_begun) >= keep))
            {
                (_looking, _begun) = (Task.Run(() => look(CancellationToken.None), CancellationToken.None), clock.GetTimestamp());
            }

            return _looking.WaitAsync(cancellationToken);
        }
    }
}
