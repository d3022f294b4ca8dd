namespace PmAssist.Tenancy.Cutover;

/// <summary>How rows are carried over.</summary>
public sealed class CutoverOptions
{
    /// <summary>How many workspaces are carried over at once: 1 to 256. Default: 4.</summary>
    public int MaxParallelism { get; set; } = 4;

    /// <summary>
    /// Where the rows that are left behind are written, as lines of JSON; replaced as a whole by each pass. Needed where a choice is
    /// <see cref="CutoverAction.Skip"/>. Default: null.
    /// </summary>
    public string? QuarantineFile { get; set; }

    /// <summary>
    /// How long the old application's longest transaction may take: 0 to 1 day. A change is looked for this far back, because it
    /// becomes visible only when its transaction ends. Default: 10 min.
    /// </summary>
    public TimeSpan LongestTransaction { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Whether <see cref="IWorkspaceCutover.OpenAsync"/> opens although the last verification under the fence found differences.
    /// Default: false.
    /// </summary>
    public bool OpenWithDifferences { get; set; }

    /// <summary>Who does it, for the audit log; null for the system. Default: null.</summary>
    public string? ActorId { get; set; }

    internal void Validate()
    {
        Require(MaxParallelism, MaxParallelism is >= 1 and <= 256, nameof(MaxParallelism), "from 1 to 256");
        Require(
            LongestTransaction,
            LongestTransaction >= TimeSpan.Zero && LongestTransaction <= TimeSpan.FromDays(1),
            nameof(LongestTransaction),
            "from 0 to 1 day");
    }

    private static void Require(object value, bool isInRange, string property, string range)
    {
        if (!isInRange)
        {
            throw new ArgumentOutOfRangeException(property, value, $"{nameof(CutoverOptions)}.{property} goes {range}.");
        }
    }
}
