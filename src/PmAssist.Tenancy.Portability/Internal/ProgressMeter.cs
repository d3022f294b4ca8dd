using System.Diagnostics;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Tells how far the work is, often enough to be seen and no more.</summary>
internal sealed class ProgressMeter(IProgress<PortabilityProgress>? progress, long? total = null)
{
    private const int RowsBetweenLooks = 256;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly long _started = Stopwatch.GetTimestamp();
    private long _told = Stopwatch.GetTimestamp();
    private string _table = "";
    private long _tableRows;

    public long Rows { get; private set; }

    public void Begin(string table) => (_table, _tableRows) = (table, 0);

    public void Count()
    {
        Rows++;
        if (++_tableRows % RowsBetweenLooks == 0 && progress is not null && Stopwatch.GetElapsedTime(_told) >= Pause)
        {
            Tell();
        }
    }

    /// <summary>A table is done; with rows that were not counted one by one.</summary>
    public void End(long rows = 0)
    {
        Rows += rows;
        _tableRows += rows;
        Tell();
    }

    private void Tell()
    {
        _told = Stopwatch.GetTimestamp();
        progress?.Report(new PortabilityProgress
        {
            Table = _table,
            TableRows = _tableRows,
            Rows = Rows,
            TotalRows = total,
            RowsPerSecond = Rows / Math.Max(0.001, Stopwatch.GetElapsedTime(_started).TotalSeconds),
        });
    }
}
