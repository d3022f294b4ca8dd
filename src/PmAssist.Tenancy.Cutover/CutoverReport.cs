namespace PmAssist.Tenancy.Cutover;

/// <summary>What a pass did.</summary>
public sealed class CutoverReport
{
    internal CutoverReport(IReadOnlyList<CutoverResult> results, long quarantined, TimeSpan duration)
        => (Results, Quarantined, Duration) = (results, quarantined, duration);

    /// <summary>One for each workspace that was looked into, and one for the master's tables.</summary>
    public IReadOnlyList<CutoverResult> Results { get; }

    /// <summary>How many rows were left behind, in all.</summary>
    public long Quarantined { get; internal set; }

    /// <summary>
    /// How long it took; for a fence, how long the application could not write to the source before the pass was over.
    /// </summary>
    public TimeSpan Duration { get; internal set; }

    /// <summary>The workspaces that failed, and are as they were before.</summary>
    public IEnumerable<CutoverResult> Failures => Results.Where(r => r.Error is not null);

    /// <summary>Whether nothing failed.</summary>
    public bool Succeeded => !Failures.Any();

    /// <summary>How many rows were written: new, changed and deleted ones.</summary>
    public long Rows => Results.Sum(r => r.Inserted + r.Updated + r.Deleted);
}
