using System.Diagnostics;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>Looks at the process's working set until it is stopped, after a compacting collection.</summary>
internal sealed class PeakMemory : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private readonly long _started;
    private readonly long _idle;
    private readonly long _idleManaged;
    private long _peak;
    private long _peakManaged;

    public PeakMemory()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        (_idle, _idleManaged) = (Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: false));
        (_peak, _peakManaged) = (_idle, _idleManaged);
        _started = Stopwatch.GetTimestamp();
        _thread = new Thread(Look) { IsBackground = true, Priority = ThreadPriority.Highest };
        _thread.Start();
    }

    /// <returns>The most above idle, of the working set and of the managed heap, in bytes, and how long that took.</returns>
    public (long WorkingSet, long Managed, double Ms) Stop()
    {
        var ms = Stopwatch.GetElapsedTime(_started).TotalMilliseconds;
        _stop.Cancel();
        _thread.Join();
        return (_peak - _idle, _peakManaged - _idleManaged, ms);
    }

    public void Dispose() => _stop.Dispose();

    private void Look()
    {
        do
        {
            _peak = Math.Max(_peak, Environment.WorkingSet);
            _peakManaged = Math.Max(_peakManaged, GC.GetTotalMemory(forceFullCollection: false));
        }
        while (!_stop.Token.WaitHandle.WaitOne(Pause));
    }
}
