using System.Collections.Concurrent;
using System.Diagnostics;

namespace PmAssist.Tenancy.Specifications;

/// <summary>
/// Keeps the library's spans below one of its own. Listeners are the process's, so those of other tests are left out.
/// </summary>
public sealed class SpanRecorder : IDisposable
{
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ActivityListener _listener;
    private readonly Activity _root;

    public SpanRecorder()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TenancyDiagnostics.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId == _root?.TraceId)
                {
                    _spans.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
        _root = new Activity("test").Start();
    }

    /// <summary>Those that ended, in that order.</summary>
    public IReadOnlyList<Activity> All => [.. _spans];

    public ActivityTraceId TraceId => _root.TraceId;

    public IReadOnlyList<Activity> Named(string name) => [.. _spans.Where(s => s.OperationName == name)];

    public void Clear() => _spans.Clear();

    public void Dispose()
    {
        _root.Stop();
        _listener.Dispose();
    }
}
