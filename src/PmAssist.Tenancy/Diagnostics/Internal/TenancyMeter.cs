using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PmAssist.Tenancy.Internal;

/// <summary>The metrics of one host. No instrument has a workspace's id: there are too many of them.</summary>
internal sealed class TenancyMeter : IDisposable
{
    private static readonly KeyValuePair<string, object?> Hit = new(TenancySignals.ResultTag, "hit");
    private static readonly KeyValuePair<string, object?> Miss = new(TenancySignals.ResultTag, "miss");

    // From what an up-to-date workspace takes to a rebuilt table; the usual boundaries are for requests.
    private static readonly double[] MigrationSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];

    private readonly Meter _meter;
    private readonly Counter<long> _rented;
    private readonly Counter<long> _lookups;
    private readonly Counter<long> _refused;
    private readonly Histogram<double> _migrations;

    /// <param name="factory">The host's own, so that its meters are configured and end with it; null if it has none.</param>
    public TenancyMeter(IMeterFactory? factory = null)
    {
        var options = new MeterOptions(TenancyDiagnostics.SourceName) { Version = TenancySpans.Source.Version };
        _meter = factory?.Create(options) ?? new Meter(options);
        _rented = _meter.CreateCounter<long>(TenancySignals.ContextsRented, "{context}", "Contexts that were rented.");
        _lookups = _meter.CreateCounter<long>(
            TenancySignals.CatalogueLookups, "{lookup}", "Questions to the catalogue, answered from memory or by a query.");
        _refused = _meter.CreateCounter<long>(TenancySignals.CommandsRefused, "{command}", "What a safety rule refused.");
        _migrations = _meter.CreateHistogram(
            TenancySignals.MigrationDuration,
            "s",
            "How long the migration of one workspace took.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = MigrationSeconds });
    }

    /// <summary>Tells apart the meters of several hosts in one process.</summary>
    public Meter Meter => _meter;

    public void Rented(KeyValuePair<string, object?> contextTag)
    {
        if (_rented.Enabled)
        {
            _rented.Add(1, contextTag);
        }
    }

    public void LookedUp(bool isHit)
    {
        if (_lookups.Enabled)
        {
            _lookups.Add(1, isHit ? Hit : Miss);
        }
    }

    public void Refused(Type contextType, string reason)
        => _refused.Add(1, ContextTag(contextType), new(TenancySignals.ReasonTag, reason));

    public void Migrated(TimeSpan duration, string outcome)
        => _migrations.Record(duration.TotalSeconds, new TagList { { TenancySignals.OutcomeTag, outcome } });

    public static KeyValuePair<string, object?> ContextTag(Type contextType) => new(TenancySignals.ContextTag, contextType.Name);

    public void Dispose() => _meter.Dispose();
}
