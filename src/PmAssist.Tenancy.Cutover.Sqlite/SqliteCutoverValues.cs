namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>What a source value becomes, and what of it would be lost.</summary>
internal static class SqliteCutoverValues
{
    /// <summary>Turns a value into a new column's type; an error where it cannot be converted.</summary>
    public static string Convert(string value, CutoverValue target)
        => target.Kind switch
        {
            CutoverValueKind.Uuid => UnlessNull(value, $"cutover_guid({value})"),
            CutoverValueKind.Time => UnlessNull(value, $"cutover_time({value})"),
            CutoverValueKind.TimeWithOffset => UnlessNull(value, $"cutover_offset({value})"),
            CutoverValueKind.Json => UnlessNull(value, $"cutover_json({value})"),
            CutoverValueKind.Text => $"CAST({value} AS TEXT)",
            CutoverValueKind.Boolean => $"({value} + 0 <> 0)",
            CutoverValueKind.Number => $"CAST({value} AS {target.StoreType})",
            _ => value,
        };

    /// <summary>Whether a value cannot be converted, or would lose something; null if neither can be.</summary>
    public static string? IsBad(string value, CutoverValue target)
    {
        var bad = target.Kind switch
        {
            CutoverValueKind.Uuid => $"cutover_bad_guid({value})",
            CutoverValueKind.Time or CutoverValueKind.TimeWithOffset => $"cutover_bad_time({value})",
            CutoverValueKind.Json => $"cutover_bad_json({value})",
            CutoverValueKind.Boolean => $"(cutover_bad_number({value}) OR {value} + 0 NOT IN (0, 1))",
            CutoverValueKind.Number when target.StoreType == "INTEGER" => $"({IsNoWholeText(value)} OR {IsNoWholeNumber(value)})",
            CutoverValueKind.Number => $"cutover_bad_number({value})",
            _ => null,
        };
        return bad is null ? null : $"({value} IS NOT NULL AND {bad})";
    }

    public static string UnlessNull(string value, string result) => $"CASE WHEN {value} IS NULL THEN NULL ELSE {result} END";

    private static string IsNoWholeText(string value)
        => $"typeof({value}) = 'text' AND CAST(CAST({value} AS INTEGER) AS TEXT) <> {value}";

    private static string IsNoWholeNumber(string value) => $"typeof({value}) = 'real' AND {value} <> CAST({value} AS INTEGER)";
}
