using System.Diagnostics;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>One side of a comparison, prepared for one round.</summary>
internal abstract class Side(IAsyncDisposable? owned = null) : IAsyncDisposable
{
    /// <summary>Runs what is measured.</summary>
    /// <returns>The milliseconds of each operation.</returns>
    public abstract Task<double[]> RunAsync(int parallel);

    /// <summary>What the run had of memory above idle at most, in bytes; null if that is not measured.</summary>
    public virtual long? PeakBytes => null;

    public ValueTask DisposeAsync() => owned?.DisposeAsync() ?? default;

    /// <summary>A side that does the same to each of several things.</summary>
    public static Side ForEach<T>(IReadOnlyList<T> items, Func<T, Task> operation, IAsyncDisposable? owned = null)
        => new EachSide<T>(items, operation, owned);

    /// <summary>A side whose run is one operation, or times its operations itself.</summary>
    public static Side Whole(Func<int, Task<double[]>> run, IAsyncDisposable? owned = null, Func<long>? peakBytes = null)
        => new WholeSide(run, owned, peakBytes);

    private sealed class EachSide<T>(IReadOnlyList<T> items, Func<T, Task> operation, IAsyncDisposable? owned) : Side(owned)
    {
        public override async Task<double[]> RunAsync(int parallel)
        {
            var times = new double[items.Count];
            await Parallel.ForAsync(0, items.Count, new ParallelOptions { MaxDegreeOfParallelism = parallel }, async (at, _) =>
            {
                var started = Stopwatch.GetTimestamp();
                await operation(items[at]);
                times[at] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            });
            return times;
        }
    }

    private sealed class WholeSide(Func<int, Task<double[]>> run, IAsyncDisposable? owned, Func<long>? peakBytes) : Side(owned)
    {
        public override long? PeakBytes => peakBytes?.Invoke();

        public override Task<double[]> RunAsync(int parallel) => run(parallel);
    }
}
