namespace PmAssist.Tenancy.Cutover;

/// <summary>A comparison of both sides.</summary>
public sealed class CutoverVerification
{
    internal CutoverVerification(
        int tables,
        long rows,
        IReadOnlyDictionary<string, long> differentRows,
        IReadOnlyList<CutoverDifference> differences,
        IReadOnlyList<CutoverViolation> violations)
        => (Tables, Rows, DifferentRows, Differences, Violations) = (tables, rows, differentRows, differences, violations);

    /// <summary>How many tables were compared: each workspace's count one by one.</summary>
    public int Tables { get; }

    /// <summary>How many rows the source side has that belong on the new one.</summary>
    public long Rows { get; }

    /// <summary>How many rows differ, by new table; only tables that differ are in it.</summary>
    public IReadOnlyDictionary<string, long> DifferentRows { get; }

    /// <summary>The rows that differ, at most 1,000 of them for each table of a workspace.</summary>
    public IReadOnlyList<CutoverDifference> Differences { get; }

    /// <summary>Source rows that break a rule and have no choice; they are on the source side only.</summary>
    public IReadOnlyList<CutoverViolation> Violations { get; }

    /// <summary>Whether both sides are the same.</summary>
    public bool IsClean => DifferentRows.Count == 0 && Violations.Count == 0;
}
