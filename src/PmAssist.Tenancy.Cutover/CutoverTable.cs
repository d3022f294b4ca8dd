namespace PmAssist.Tenancy.Cutover;

/// <summary>A source table and the table that its rows go to.</summary>
public sealed class CutoverTable
{
    /// <summary>The source table's name.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The new table's name: <c>Workspace</c>, <c>WorkspaceMember</c> and <c>AuditLog</c> are the master's, any other is one of the
    /// workspace context's.
    /// </summary>
    public required string Target { get; init; }

    /// <summary>
    /// The column with the workspace's id, as the source's <c>Workspace</c> table's key has it. Null for the master's tables.
    /// </summary>
    public string? WorkspaceColumn { get; init; }

    /// <summary>
    /// A column that grows with every change of a row, a time, so that what changed since a pass is found by it. Null if there
    /// is none: every pass then compares all rows.
    /// </summary>
    public string? ChangeColumn { get; init; }

    /// <summary>
    /// Where the new columns' values come from, by new column. A column that is not named here gets the source column of the same
    /// name, whatever its case and underscores, else null or the usual start value.
    /// </summary>
    public IReadOnlyDictionary<string, CutoverColumn> Columns { get; init; } = new Dictionary<string, CutoverColumn>();

    /// <summary>The source columns that are left behind on purpose. Any other that goes nowhere is an error.</summary>
    public IReadOnlyList<string> Drop { get; init; } = [];

    /// <summary>What happens to rows that break a rule. Without a choice they stop the cutover.</summary>
    public IReadOnlyList<CutoverChoice> Choices { get; init; } = [];
}
