using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using PmAssist.Tenancy.Internal;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.Tests;

/// <summary>The gauges never keep an observer waiting, and do not count more often than they are told to.</summary>
public sealed class FleetGaugesTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ManualClock _clock = new();
    private readonly TenancyMeter _meter = new();
    private readonly LogRecorder _log = new();
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _seen = [];
    private readonly Queue<TaskCompletionSource<FleetCounts>> _answers = new();
    private int _counts;

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task Nothing_is_counted_while_nobody_observes()
    {
        using var gauges = Publish(Interval);
        _clock.Advance(Interval * 3);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        _counts.Should().Be(0);
    }

    [Fact]
    public async Task An_observer_gets_the_latest_count_and_waits_for_none()
    {
        using var gauges = Publish(Interval);
        var first = Expect();
        Observe().Should().BeEmpty("the first count is still under way");
        Observe().Should().BeEmpty();
        await CountedAsync(1);

        first.SetResult(Counts(behind: 2));
        await SeenAsync(behind: 2);
        Observe()["active"].Should().Be(3);
        Observe().Should().HaveCount(
            Enum.GetValues<WorkspaceStatus>().Length - 1 + 3 + 2, "the zeros are there too, and a spare is no workspace");

        _clock.Advance(Interval - TimeSpan.FromTicks(1));
        Observe();
        _counts.Should().Be(1, "it is not old yet");
        var second = Expect();
        _clock.Advance(TimeSpan.FromTicks(1));
        Observe()["behind"].Should().Be(2, "the new count is still under way");
        _clock.Advance(Interval * 2);
        Observe();
        await CountedAsync(2);
        second.SetResult(Counts(behind: 0));
        await SeenAsync(behind: 0);
        await Waiting.UntilAsync(
            () => Task.FromResult(Observe().Count > 0 && Volatile.Read(ref _counts) == 3), "what took so long is old again");
    }

    [Fact]
    public async Task A_fleet_that_cannot_be_counted_leaves_a_gap_and_is_logged()
    {
        using var gauges = Publish(Interval);
        Expect().SetResult(Counts(behind: 1));
        await SeenAsync(behind: 1);

        Expect().SetException(new InvalidOperationException("no"));
        _clock.Advance(Interval);
        await Waiting.UntilAsync(() => Task.FromResult(Observe().Count == 0), "the gauges are empty");
        _log.Entries.Should().ContainSingle().Which.Event.Id.Should().Be(TenancyEvents.FleetNotCounted);

        Expect().SetResult(Counts(behind: 4));
        _clock.Advance(Interval);
        await SeenAsync(behind: 4);
    }

    [Fact]
    public void An_interval_of_zero_publishes_no_gauge()
    {
        using var gauges = Publish(TimeSpan.Zero);
        Observe().Should().BeEmpty();
        _counts.Should().Be(0);
    }

    private static FleetCounts Counts(int behind)
        => new(new Dictionary<WorkspaceStatus, int> { [WorkspaceStatus.Active] = 3 }, behind, Current: 1, Ahead: 0);

    private FleetGauges Publish(TimeSpan interval)
    {
        var gauges = new FleetGauges(
            _meter,
            _ =>
            {
                Interlocked.Increment(ref _counts);
                return _answers.TryDequeue(out var answer) ? answer.Task : new TaskCompletionSource<FleetCounts>().Task;
            },
            interval,
            _clock,
            _log.CreateLogger("test"));
        gauges.Publish();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, _meter.Meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>(
            (gauge, value, tags, _) => _seen[tags.IsEmpty ? gauge.Name : (string)tags[0].Value!] = value);
        _listener.Start();
        return gauges;
    }

    private TaskCompletionSource<FleetCounts> Expect()
    {
        var answer = new TaskCompletionSource<FleetCounts>();
        _answers.Enqueue(answer);
        return answer;
    }

    private Dictionary<string, long> Observe()
    {
        _seen.Clear();
        _listener.RecordObservableInstruments();
        return _seen;
    }

    private Task CountedAsync(int times)
        => Waiting.UntilAsync(() => Task.FromResult(Volatile.Read(ref _counts) == times), $"{times} counts began");

    private Task SeenAsync(long behind)
        => Waiting.UntilAsync(
            () => Task.FromResult(Observe().TryGetValue("behind", out var found) && found == behind), $"{behind} are behind");
}
