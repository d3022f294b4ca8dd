namespace PmAssist.Tenancy.Cutover;

/// <summary>What happens to the rows of a table that break a rule.</summary>
public sealed class CutoverChoice
{
    /// <summary>The rule.</summary>
    public required CutoverRule Rule { get; init; }

    /// <summary>The new column that it is about; null for every column.</summary>
    public string? Column { get; init; }

    /// <summary>What happens.</summary>
    public required CutoverAction Action { get; init; }

    /// <summary>
    /// For <see cref="CutoverAction.Fix"/>: an SQL expression over the source columns of the same row, whose value is taken instead. For
    /// the workspace rules it gives the id of a workspace; for <see cref="CutoverRule.DuplicateKey"/> the value of <see cref="Column"/>.
    /// </summary>
    public string? Expression { get; init; }
}
