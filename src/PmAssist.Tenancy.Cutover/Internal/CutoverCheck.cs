namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>A rule that rows of a source table can break.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Column">The new column or key; null if it is about the workspace.</param>
/// <param name="BreaksIn">
/// Whether the row <c>s</c> breaks it, as SQL. Gets the workspace whose rows alone are read, as SQL of the source key; null for all: where
/// other rows are asked for, those of other workspaces need not be read.
/// </param>
/// <param name="Choice">What the operator chose; null to stop.</param>
internal sealed record CutoverCheck(CutoverRule Rule, string? Column, Func<string?, string> BreaksIn, CutoverChoice? Choice)
{
    /// <summary>Whether it asks how many rows before have the same values in a key.</summary>
    public bool UsesRanks { get; init; }

    /// <summary>Whether it asks for rows of a table for each row.</summary>
    public bool ReadsOthers { get; init; }

    public CutoverAction Action => Choice?.Action ?? CutoverAction.Stop;

    /// <summary>Whether the row <c>s</c> of any workspace breaks it, as SQL.</summary>
    public string Breaks => BreaksIn(null);
}
