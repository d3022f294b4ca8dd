namespace PmAssist.Tenancy.Portability;

/// <summary>A table of a file, compared with that of a workspace or of another file.</summary>
public sealed class TableComparison
{
    internal TableComparison()
    {
    }

    /// <summary>The table's name.</summary>
    public required string Table { get; init; }

    /// <summary>How many rows are in both, and the same.</summary>
    public long Equal { get; internal init; }

    /// <summary>The rows that are in the file alone.</summary>
    public RowDifferences Missing { get; internal init; } = RowDifferences.None;

    /// <summary>The rows that are not in the file.</summary>
    public RowDifferences Extra { get; internal init; } = RowDifferences.None;

    /// <summary>The rows that have the same key in both, and another value. None of a table without a key.</summary>
    public RowDifferences Different { get; internal init; } = RowDifferences.None;

    /// <summary>Whether both have the same rows.</summary>
    public bool IsEqual => Missing.Count + Extra.Count + Different.Count == 0;
}
