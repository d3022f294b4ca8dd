using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>Listens to spans and measurements of the process, and drops them: what telemetry costs before it is exported.</summary>
internal sealed class Listeners : IDisposable
{
    private readonly ActivityListener _spans = new()
    {
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        ActivityStarted = _ => { },
        ActivityStopped = _ => { },
    };

    private readonly MeterListener _metrics = new();

    /// <param name="isHeard">Which sources and meters, by their names.</param>
    public Listeners(Predicate<string> isHeard)
    {
        _spans.ShouldListenTo = source => isHeard(source.Name);
        _metrics.InstrumentPublished = (instrument, listener) =>
        {
            if (isHeard(instrument.Meter.Name))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        ActivitySource.AddActivityListener(_spans);
        Hear<byte>();
        Hear<short>();
        Hear<int>();
        Hear<long>();
        Hear<float>();
        Hear<double>();
        Hear<decimal>();
        _metrics.Start();
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _spans.Dispose();
    }

    private void Hear<T>()
        where T : struct
        => _metrics.SetMeasurementEventCallback<T>((_, _, _, _) => { });
}
