namespace PmAssist.Tenancy.Internal;

/// <summary>A rule that rows of an old table can break, as SQL over the row <c>s</c>.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Column">The new column or key; null if it is about the workspace.</param>
/// <param name="Breaks">Whether a row breaks it.</param>
/// <param name="Choice">What the operator chose; null to stop.</param>
internal sealed record CutoverCheck(CutoverRule Rule, string? Column, string Breaks, CutoverChoice? Choice)
{
    public CutoverAction Action => Choice?.Action ?? CutoverAction.Stop;
}
