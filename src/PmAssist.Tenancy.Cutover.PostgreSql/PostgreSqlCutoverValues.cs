namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>What a source value becomes, and what of it would be lost.</summary>
internal static class PostgreSqlCutoverValues
{
    public static string Text(string value) => $"CAST({value} AS text)";

    /// <summary>Turns a value into a new column's type.</summary>
    public static string Convert(string value, string? type, CutoverValue target)
        => (type, target.Kind) switch
        {
            _ when type == TypeName(target) => value,

            // Not varchar(n): the cast cuts a longer text off, where the insert refuses it.
            (_, CutoverValueKind.Text) => $"CAST({value} AS text)",
            ("timestamp without time zone" or "date", CutoverValueKind.Time or CutoverValueKind.TimeWithOffset)
                => $"CAST({value} AS timestamp) AT TIME ZONE 'UTC'",
            ("text" or "character varying" or "character", CutoverValueKind.Time or CutoverValueKind.TimeWithOffset)
                => $"CAST({WithOffset(value)} AS timestamptz)",
            (null, _) => $"CAST({value} AS {target.StoreType})",
            ("boolean", CutoverValueKind.Number) => $"CAST(CAST({value} AS integer) AS {target.StoreType})",
            (not "text" and not "character varying", CutoverValueKind.Boolean) => $"({value} <> 0)",
            ("json", CutoverValueKind.Json) => $"CAST(CAST({value} AS text) AS jsonb)",
            _ => $"CAST({value} AS {target.StoreType})",
        };

    /// <summary>Whether <see cref="Convert"/> would fail or lose something; null if it never does.</summary>
    public static string? IsBad(string value, string? type, CutoverValue target)
        => Tested(
            value,
            type,
            target,
            json => $"pg_temp.cutover_bad_json({json})",
            (text, to) => $"pg_temp.cutover_is_bad({text}, {Quoted(to)})",
            (number, to) => $"pg_temp.cutover_is_rounded({number}, {Quoted(to)})");

    /// <summary>The same, without a function: true of each bad value, or an error.</summary>
    public static string? MayBeBad(string value, string? type, CutoverValue target)
        => Tested(
            value,
            type,
            target,
            json => $"(position('\\u0022' IN {json}) > 0 OR {Quotes(json)} <> {Quotes(Rewritten(json))})",
            (text, to) => $"CAST({text} AS {to}) IS NULL",
            (number, to) => $"CAST({number} AS {to}) <> CAST({number} AS numeric)");

    /// <summary>What has to be tested of a value that is there; null if it can always be converted.</summary>
    private static string? Tested(
        string value,
        string? type,
        CutoverValue target,
        Func<string, string> json,
        Func<string, string, string> cast,
        Func<string, string, string> rounds)
    {
        // An expression's type is not known here. A truth value, whose text is no number, can be one.
        var isNumber = type is null ? $"pg_typeof({value}) <> CAST('boolean' AS regtype) AND " : "";
        var test = (type, target.Kind) switch
        {
            ("boolean", CutoverValueKind.Number) or (_, CutoverValueKind.Text) or (null, CutoverValueKind.Boolean) => null,
            (_, CutoverValueKind.Number) when target.StoreType.StartsWith("numeric(", StringComparison.Ordinal)
                => isNumber + rounds(Text(value), target.StoreType),
            ("time without time zone", CutoverValueKind.Other) when target.StoreType.StartsWith("time(", StringComparison.Ordinal)
                => $"CAST({value} AS {target.StoreType}) <> {value}",
            _ when type == TypeName(target) => null,
            (null, CutoverValueKind.Number) => isNumber + cast(Text(value), target.StoreType),
            ("text" or "character varying" or "character", CutoverValueKind.Time or CutoverValueKind.TimeWithOffset)
                => cast(WithOffset(value), "timestamptz"),
            ("timestamp without time zone" or "timestamp with time zone" or "date",
                CutoverValueKind.Time or CutoverValueKind.TimeWithOffset) => null,
            ("smallint" or "integer" or "bigint" or "numeric" or "real" or "double precision", CutoverValueKind.Boolean)
                => $"{value} NOT IN (0, 1)",
            (not null and not "text" and not "character varying", CutoverValueKind.Boolean) => null,
            ("timestamp without time zone" or "timestamp with time zone", CutoverValueKind.Other) when target.StoreType == "date"
                => $"CAST(CAST({value} AS date) AS timestamp) <> CAST({value} AS timestamp)",
            (_, CutoverValueKind.Json) => json(Text(value)),
            _ => cast(Text(value), target.StoreType),
        };
        if (target.Kind is CutoverValueKind.Time or CutoverValueKind.TimeWithOffset && target.StoreType.Contains('('))
        {
            var whole = Convert(value, type, target with { StoreType = "timestamp with time zone" });
            test = $"CASE WHEN {test ?? "false"} THEN true ELSE CAST({whole} AS {target.StoreType}) <> {whole} END";
        }

        return test is null ? null : $"({value} IS NOT NULL AND {test})";
    }

    private static string Quoted(string type) => '\'' + type.Replace("'", "''", StringComparison.Ordinal) + '\'';

    private static string Rewritten(string json) => $"CAST(CAST({json} AS jsonb) AS text)";

    private static string Quotes(string text) => $"cardinality(string_to_array({text}, '\"'))";

    /// <summary>A type as the catalogue names it, without its length.</summary>
    private static string TypeName(CutoverValue target)
        => target.StoreType.Split('(')[0] switch
        {
            "timestamptz" => "timestamp with time zone",
            "varchar" => "character varying",
            var name => name,
        };

    /// <summary>A time without an offset counts as UTC, whatever the session's zone.</summary>
    private static string WithOffset(string value)
        => $"({value} || CASE WHEN {value} ~ '([zZ]|[+-][0-9]{{2}}(:?[0-9]{{2}})?)$' AND {value} ~ ':' THEN '' ELSE ' +00' END)";
}
