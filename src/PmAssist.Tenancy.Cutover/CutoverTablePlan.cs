namespace PmAssist.Tenancy.Cutover;

/// <summary>A source table in a plan.</summary>
public sealed class CutoverTablePlan
{
    internal CutoverTablePlan(string name, string target, long rows, string? changeColumn, TimeSpan? estimatedComparison)
        => (Name, Target, Rows, ChangeColumn, EstimatedComparison) = (name, target, rows, changeColumn, estimatedComparison);

    /// <summary>The source table.</summary>
    public string Name { get; }

    /// <summary>The new table.</summary>
    public string Target { get; }

    /// <summary>How many rows it has, the ones that break a rule included.</summary>
    public long Rows { get; }

    /// <summary>The column that changes are found by; null if all rows are compared.</summary>
    public string? ChangeColumn { get; }

    /// <summary>
    /// How long a comparison of all rows under the fence may take, from reading them once; null with a <see cref="ChangeColumn"/>.
    /// </summary>
    public TimeSpan? EstimatedComparison { get; }
}
