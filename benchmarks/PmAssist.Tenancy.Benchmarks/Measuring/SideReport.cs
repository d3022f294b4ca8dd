namespace PmAssist.Tenancy.Benchmarks;

/// <summary>One side's numbers: medians over the rounds.</summary>
/// <param name="Name">The rival's name; null for ours.</param>
/// <param name="MedianMs">One operation: an access, a workspace, or a whole run where nothing is to do.</param>
/// <param name="P95Ms">One operation of twenty took longer.</param>
/// <param name="TotalMs">The whole round.</param>
/// <param name="CpuMsPerOp">Processor time of this process.</param>
/// <param name="AllocatedBytesPerOp">By all threads of this process.</param>
/// <param name="RetainedHeapBytes">What the first round added to the heap and a full collection did not free.</param>
/// <param name="RoundTrips">Per operation; 0 on SQLite, which runs in the process, and where they are not counted.</param>
/// <param name="PeakBytes">The most that any round had of memory above idle; null if that is not measured.</param>
internal sealed record SideReport(
    string? Name,
    double MedianMs,
    double P95Ms,
    double TotalMs,
    double CpuMsPerOp,
    long AllocatedBytesPerOp,
    long RetainedHeapBytes,
    double RoundTrips,
    long? PeakBytes);
