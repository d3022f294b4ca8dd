using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy.Specifications;

/// <summary>Keeps what one host measures.</summary>
public sealed class MetricRecorder : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, string Tags, double Value)> _measurements = new();

    public MetricRecorder(TestHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var meter = host.Services.GetRequiredService<TenancyMeter>().Meter;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The sum of an instrument's measurements, by their tags in the form <c>name=value</c>, in the order of the names.</summary>
    public IReadOnlyDictionary<string, double> Sums(string instrument)
        => _measurements.Where(m => m.Name == instrument).GroupBy(m => m.Tags).ToDictionary(g => g.Key, g => g.Sum(m => m.Value));

    public IReadOnlyList<string> TagsOf(string instrument) => [.. _measurements.Where(m => m.Name == instrument).Select(m => m.Tags)];

    /// <summary>Asks the gauges anew, and forgets what was measured before.</summary>
    public void Observe()
    {
        _measurements.Clear();
        _listener.RecordObservableInstruments();
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        => _measurements.Enqueue((
            instrument.Name,
            string.Join(' ', tags.ToArray().OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}={t.Value}")),
            value));
}
