using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The gauges of the fleet. Whoever observes them gets the latest count at once; if it is old, a new one is taken in the background. While
/// nobody observes them, nothing is counted.
/// </summary>
internal sealed class FleetGauges : IDisposable
{
    private readonly Meter _meter;
    private readonly Func<CancellationToken, Task<FleetCounts>> _count;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _sync = new();
    private volatile FleetCounts? _latest;
    private long? _countedAt;
    private bool _isCounting;

    /// <param name="meter">The host's meter.</param>
    /// <param name="count">Counts the fleet.</param>
    /// <param name="interval">How old a count may be; zero for no gauges.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="logger">Told when the fleet could not be counted.</param>
    public FleetGauges(
        TenancyMeter meter, Func<CancellationToken, Task<FleetCounts>> count, TimeSpan interval, TimeProvider clock, ILogger logger)
        => (_meter, _count, _interval, _clock, _logger) = (meter.Meter, count, interval, clock, logger);

    /// <summary>Once, when the host starts.</summary>
    public void Publish()
    {
        if (_interval > TimeSpan.Zero)
        {
            _meter.CreateObservableGauge(
                TenancySignals.Workspaces, () => Observe(ByStatus), "{workspace}", "Workspaces by their state.");
            _meter.CreateObservableGauge(
                TenancySignals.Schemas, () => Observe(ByStanding), "{workspace}", "Schemas by how they stand to this build.");
            _meter.CreateObservableGauge(
                TenancySignals.Spares, () => Observe(Spares), "{workspace}", "Schemas kept for the next workspaces.");
            _meter.CreateObservableGauge(
                TenancySignals.PurgeDelay, () => Observe(PurgeDelay), "s", "How long the oldest purge that is due has waited.");
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private IEnumerable<Measurement<long>> Observe(Func<FleetCounts, IEnumerable<Measurement<long>>> measure)
    {
        CountIfOld();
        return _latest is { } latest ? measure(latest) : [];
    }

    private void CountIfOld()
    {
        lock (_sync)
        {
            var isOld = _countedAt is not { } at || _clock.GetElapsedTime(at) >= _interval;
            if (!isOld || _isCounting || _stop.IsCancellationRequested)
            {
                return;
            }

            (_isCounting, _countedAt) = (true, _clock.GetTimestamp());
        }

        // Without the flow of the scrape, whose span is over by then; and not on its thread, because SQLite works synchronously.
        using (ExecutionContext.SuppressFlow())
        {
            var token = _stop.Token;
            _ = Task.Run(() => CountAsync(token), CancellationToken.None);
        }
    }

    private async Task CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            _latest = await _count(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                Log.FleetNotCounted(_logger, exception);
            }

            // A gap tells more than a number that is no longer true.
            _latest = null;
        }
        finally
        {
            lock (_sync)
            {
                _isCounting = false;
            }
        }
    }

    /// <summary>With the zeros: an alert has to see that there are none anymore.</summary>
    private static IEnumerable<Measurement<long>> ByStatus(FleetCounts counts)
        => Enum.GetValues<WorkspaceStatus>().Where(status => status != WorkspaceStatus.Spare)
            .Select(status => Of(counts.ByStatus.GetValueOrDefault(status), TenancySignals.StatusTag, TagText.Of(status)));

    private static Measurement<long>[] Spares(FleetCounts counts) => [new(counts.ByStatus.GetValueOrDefault(WorkspaceStatus.Spare))];

    private Measurement<long>[] PurgeDelay(FleetCounts counts)
        => [new(counts.NextPurgeUtc is { } due ? Math.Max(0, (long)(_clock.GetUtcNow().UtcDateTime - due).TotalSeconds) : 0)];

    private static Measurement<long>[] ByStanding(FleetCounts counts)
        =>
        [
            Of(counts.Behind, TenancySignals.StandingTag, "behind"),
            Of(counts.Current, TenancySignals.StandingTag, "current"),
            Of(counts.Ahead, TenancySignals.StandingTag, "ahead"),
        ];

    private static Measurement<long> Of(int count, string tag, string value) => new(count, new KeyValuePair<string, object?>(tag, value));
}
