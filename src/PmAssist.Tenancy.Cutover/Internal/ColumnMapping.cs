namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>How a new column gets its value from a source row, as SQL over the row <c>s</c>.</summary>
internal sealed class ColumnMapping
{
    private readonly CutoverDialect _dialect;

    private ColumnMapping(
        CutoverDialect dialect, TargetColumn target, string raw, string? type, CutoverColumn? described, bool isOptimistic)
    {
        _dialect = dialect;
        Target = target;
        Raw = raw;
        var (value, valueType) = Replace(raw, type, described?.Values);
        var converted = dialect.Convert(value, valueType, target.Value);
        IsNull = described?.Default is { } filling ? $"{value} IS NULL AND ({filling}) IS NULL" : $"{value} IS NULL";
        Value = Filled(converted, described);
        Bad = isOptimistic
            ? dialect.MayBeBad(value, valueType, target.Value)
            : dialect.IsBad(value, valueType, target.Value);
        Safe = Bad is null || isOptimistic ? Value : Filled($"CASE WHEN {Bad} THEN NULL ELSE {converted} END", described);
    }

    public TargetColumn Target { get; }

    /// <summary>The source value, before anything is done to it.</summary>
    public string Raw { get; }

    /// <summary>The new value; an error where it cannot be converted.</summary>
    public string Value { get; }

    /// <summary>The new value; null where it cannot be converted, or an error if that is not expected.</summary>
    public string Safe { get; }

    /// <summary>Whether there is no new value.</summary>
    public string IsNull { get; }

    /// <summary>Whether the value cannot be converted; null if it always can.</summary>
    public string? Bad { get; }

    public static ColumnMapping FromColumn(
        CutoverDialect dialect, TargetColumn target, string column, string type, CutoverColumn? described, bool isOptimistic)
        => new(dialect, target, column, type, described, isOptimistic);

    public static ColumnMapping FromExpression(
        CutoverDialect dialect, TargetColumn target, CutoverColumn described, bool isOptimistic)
        => new(dialect, target, $"({described.Expression})", type: null, described, isOptimistic);

    /// <summary>The new value, with what was chosen for rows that break a rule.</summary>
    public string ValueWith(IEnumerable<CutoverCheck> checks, string? workspace, bool isSafe)
    {
        var own = checks.Where(c => (c.Choice?.Column ?? c.Column) == Target.Name).ToList();
        var result = isSafe || own.Exists(c => c is { Rule: CutoverRule.BadValue, Action: CutoverAction.Skip }) ? Safe : Value;

        // The last to be asked is the first in the text: a value that cannot be read is neither too long nor null.
        foreach (var check in own.Where(c => c.Action == CutoverAction.Fix).OrderBy(c => c.Rule == CutoverRule.BadValue))
        {
            var expression = $"({check.Choice!.Expression})";
            var chosen = _dialect.Convert(expression, type: null, Target.Value);
            result = $"CASE WHEN {check.BreaksIn(workspace)} THEN {chosen} ELSE {result} END";
        }

        return result;
    }

    /// <summary>States are compared whatever their case, and written as the new side writes them.</summary>
    private (string Value, string? Type) Replace(string raw, string? type, IReadOnlyDictionary<string, string>? values)
    {
        var text = _dialect.Text(raw);
        var replaced = values is { Count: > 0 } ? Case(text, values.Select(v => (v.Key, v.Value)), text) : null;
        if (Target.Allowed is not { } allowed)
        {
            return replaced is null ? (raw, type) : (replaced, null);
        }

        // Most rows have a state as the new side writes it.
        var state = replaced ?? text;
        var inAnyCase = Case($"LOWER({state})", allowed.Select(a => (a.ToLowerInvariant(), a)), state);
        var literals = SqlText.List(allowed.Select(_dialect.Literal));
        return ($"CASE WHEN {_dialect.Exact(state)} IN ({literals}) THEN {state} ELSE {inAnyCase} END", null);
    }

    private string Case(string tested, IEnumerable<(string Is, string Gives)> texts, string otherwise)
    {
        var cases = texts.Select(t => $"WHEN {tested} = {_dialect.Literal(t.Is)} THEN {_dialect.Literal(t.Gives)}");
        return string.Join(" ", ["CASE", .. cases, $"ELSE {otherwise} END"]);
    }

    private static string Filled(string value, CutoverColumn? described)
        => described?.Default is { } filling ? $"COALESCE({value}, {filling})" : value;
}
