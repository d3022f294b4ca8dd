namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>How a new column gets its value from an old row, as SQL over the row <c>s</c>.</summary>
internal sealed class ColumnMapping
{
    private readonly CutoverDialect _dialect;

    private ColumnMapping(CutoverDialect dialect, TargetColumn target, string raw, string? type, CutoverColumn? described, bool isOptimistic)
    {
        _dialect = dialect;
        Target = target;
        Raw = raw;
        var (value, valueType) = Replace(raw, type, described?.Values);
        IsNull = described?.Default is { } filling ? $"{value} IS NULL AND ({filling}) IS NULL" : $"{value} IS NULL";
        Value = Filled(dialect.Convert(value, valueType, target.Value), described);
        Bad = isOptimistic ? dialect.MayBeBad(value, valueType, target.Value) : dialect.IsBad(value, valueType, target.Value);
        Safe = Bad is null || isOptimistic ? Value : Filled($"CASE WHEN {Bad} THEN NULL ELSE {dialect.Convert(value, valueType, target.Value)} END", described);
    }

    public TargetColumn Target { get; }

    /// <summary>The old value, before anything is done to it.</summary>
    public string Raw { get; }

    /// <summary>The new value; an error where it cannot be had.</summary>
    public string Value { get; }

    /// <summary>The new value; null where it cannot be had, or an error if that is not expected.</summary>
    public string Safe { get; }

    /// <summary>Whether there is no new value.</summary>
    public string IsNull { get; }

    /// <summary>Whether the new value cannot be had; null if it always can.</summary>
    public string? Bad { get; }

    public static ColumnMapping FromColumn(
        CutoverDialect dialect, TargetColumn target, string column, string type, CutoverColumn? described, bool isOptimistic)
        => new(dialect, target, column, type, described, isOptimistic);

    public static ColumnMapping FromExpression(CutoverDialect dialect, TargetColumn target, CutoverColumn described, bool isOptimistic)
        => new(dialect, target, $"({described.Expression})", type: null, described, isOptimistic);

    /// <summary>The new value, with what was chosen for rows that break a rule.</summary>
    public string ValueWith(IEnumerable<CutoverCheck> checks, string? workspace, bool isSafe)
    {
        var own = checks.Where(c => (c.Choice?.Column ?? c.Column) == Target.Name).ToList();
        var result = isSafe || own.Exists(c => c.Rule == CutoverRule.BadValue && c.Action == CutoverAction.Skip) ? Safe : Value;

        // The last to be asked is the first in the text: a value that cannot be read is neither too long nor null.
        foreach (var check in own.Where(c => c.Action == CutoverAction.Fix).OrderBy(c => c.Rule == CutoverRule.BadValue))
        {
            result = $"CASE WHEN {check.BreaksIn(workspace)} THEN {_dialect.Convert($"({check.Choice!.Expression})", type: null, Target.Value)} ELSE {result} END";
        }

        return result;
    }

    /// <summary>States are compared whatever their case, and written as the new side writes them.</summary>
    private (string Value, string? Type) Replace(string raw, string? type, IReadOnlyDictionary<string, string>? values)
    {
        var cases = (values ?? new Dictionary<string, string>()).Select(v => (Condition: $"= {_dialect.Literal(v.Key)}", Result: v.Value)).ToList();
        var text = _dialect.Text(raw);
        if (Target.Allowed is { } allowed)
        {
            // Most rows have a state as the new side writes it.
            var result = cases.Count == 0 ? text : Case(text, text, cases);
            var lower = Case(result, $"LOWER({result})", [.. allowed.Select(a => ($"= {_dialect.Literal(a.ToLowerInvariant())}", a))]);
            return ($"CASE WHEN {_dialect.Exact(result)} IN ({string.Join(", ", allowed.Select(_dialect.Literal))}) THEN {result} ELSE {lower} END", null);
        }

        return cases.Count == 0 ? (raw, type) : (Case(text, text, cases), null);
    }

    private string Case(string otherwise, string tested, List<(string Condition, string Result)> cases)
        => $"CASE {string.Concat(cases.Select(c => $"WHEN {tested} {c.Condition} THEN {_dialect.Literal(c.Result)} "))}ELSE {otherwise} END";

    private static string Filled(string value, CutoverColumn? described) => described?.Default is { } filling ? $"COALESCE({value}, {filling})" : value;
}
