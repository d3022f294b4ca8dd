namespace PmAssist.Tenancy.Cutover;

/// <summary>A comparison of both sides.</summary>
/// <param name="Tables">How many tables were compared: each workspace's count one by one.</param>
/// <param name="Rows">How many rows the old side has that belong on the new one.</param>
/// <param name="DifferentRows">How many rows differ, by new table; only tables that differ are in it.</param>
/// <param name="Differences">The rows that differ, at most 1,000 of them for each table of a workspace.</param>
/// <param name="Violations">Old rows that break a rule and have no choice; they are on the old side only.</param>
public sealed record CutoverVerification(
    int Tables,
    long Rows,
    IReadOnlyDictionary<string, long> DifferentRows,
    IReadOnlyList<CutoverDifference> Differences,
    IReadOnlyList<CutoverViolation> Violations)
{
    /// <summary>Whether both sides are the same.</summary>
    public bool IsClean => DifferentRows.Count == 0 && Violations.Count == 0;
}

/// <summary>A row that is not the same on both sides.</summary>
/// <param name="WorkspaceId">The workspace; null for the master's tables.</param>
/// <param name="Table">The new table.</param>
/// <param name="Key">
/// The row's key on the new side; several columns with commas between. Empty if the two sides differ and no row was found that does, because it was
/// changed while they were compared.
/// </param>
/// <param name="Kind">How it differs.</param>
public sealed record CutoverDifference(Guid? WorkspaceId, string Table, string Key, CutoverDifferenceKind Kind);

/// <summary>How a row differs.</summary>
public enum CutoverDifferenceKind
{
    /// <summary>The new side does not have it.</summary>
    Missing,

    /// <summary>Only the new side has it.</summary>
    Extra,

    /// <summary>Its values differ.</summary>
    Changed,
}
