namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>Some rows of an old table that break a rule.</summary>
/// <param name="Table">The old table.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Column">The new column; null if it is about the workspace.</param>
/// <param name="Action">What the description says to do.</param>
/// <param name="Rows">How many.</param>
/// <param name="Spoil">Makes the first, second, … of them from a good row.</param>
internal sealed record OldTrouble(
    OldTable Table, CutoverRule Rule, string? Column, CutoverAction Action, int Rows, Func<OldRow, int, OldRow> Spoil);
