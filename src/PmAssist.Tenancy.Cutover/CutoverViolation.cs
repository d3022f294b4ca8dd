namespace PmAssist.Tenancy.Cutover;

/// <summary>Rows of a source table that break a rule.</summary>
public sealed class CutoverViolation
{
    internal CutoverViolation(
        string table, CutoverRule rule, string? column, long rows, IReadOnlyList<string> samples, CutoverAction action)
        => (Table, Rule, Column, Rows, Samples, Action) = (table, rule, column, rows, samples, action);

    /// <summary>The source table.</summary>
    public string Table { get; }

    /// <summary>The rule.</summary>
    public CutoverRule Rule { get; }

    /// <summary>The new column or key; null if it is about the workspace.</summary>
    public string? Column { get; }

    /// <summary>How many.</summary>
    public long Rows { get; }

    /// <summary>The source keys of the first ten.</summary>
    public IReadOnlyList<string> Samples { get; }

    /// <summary>What happens to them.</summary>
    public CutoverAction Action { get; }
}
