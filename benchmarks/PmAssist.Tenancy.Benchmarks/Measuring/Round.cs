using System.Diagnostics;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>What one side did in one round.</summary>
/// <param name="Times">Milliseconds of each operation, sorted.</param>
/// <param name="TotalMs">The wall clock.</param>
/// <param name="AllocatedBytes">By all operations together.</param>
/// <param name="CpuMs">What this process used of its processors.</param>
/// <param name="RetainedBytes">What the side added to the heap, its preparation included, after a full collection.</param>
/// <param name="PeakBytes">What it had of memory above idle at most; null if that is not measured.</param>
internal sealed record Round(double[] Times, double TotalMs, double CpuMs, long AllocatedBytes, long RetainedBytes, long? PeakBytes)
{
    public double At(double quantile) => Times[Math.Clamp((int)Math.Ceiling(quantile * Times.Length) - 1, 0, Times.Length - 1)];

    public static async Task<Round> MeasureAsync(Func<Task<Side>> prepare, int parallel)
    {
        var heapBefore = GC.GetTotalMemory(forceFullCollection: true);
        var side = await prepare();

        GC.Collect();
        GC.WaitForPendingFinalizers();
        var allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        var cpuBefore = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        var times = await side.RunAsync(parallel);
        var total = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        var cpu = (Environment.CpuUsage.TotalTime - cpuBefore).TotalMilliseconds;
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;

        Array.Sort(times);
        return new Round(times, total, cpu, allocated, GC.GetTotalMemory(forceFullCollection: true) - heapBefore, side.PeakBytes);
    }
}
