namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>Source rows that break a rule, with the keys of the first ten.</summary>
internal sealed record ViolationLine(
    string Table, CutoverRule Rule, string? Column, long Rows, CutoverAction Action, IReadOnlyList<string> Samples)
{
    public static IReadOnlyList<ViolationLine> Of(IEnumerable<CutoverViolation> violations)
        => [.. violations.Select(v => new ViolationLine(v.Table, v.Rule, v.Column, v.Rows, v.Action, v.Samples))];

    public static Grid ToGrid(IEnumerable<ViolationLine> violations)
        => Grid.Of(
            violations,
            ("table", v => v.Table),
            ("rule", v => v.Rule),
            ("column", v => v.Column),
            ("rows", v => v.Rows),
            ("action", v => v.Action),
            ("for example", v => string.Join(", ", v.Samples)));
}
