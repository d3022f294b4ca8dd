using System.Globalization;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>What a source value becomes, and what of it would be lost.</summary>
internal static class SqlServerCutoverValues
{
    public static string Text(string value) => $"CONVERT(nvarchar(max), {value})";

    public static string Exact(string text) => $"{text} COLLATE Latin1_General_BIN2";

    /// <summary>Turns a value into a new column's type; null where it cannot be converted.</summary>
    public static string Convert(string value, string? type, CutoverValue target)
        => (type, target.Kind) switch
        {
            // A source column with a collation of its own could not be compared with a new one.
            (_, CutoverValueKind.Text or CutoverValueKind.Json) when type == TypeName(target) => $"{value} COLLATE DATABASE_DEFAULT",
            ("timestamp", CutoverValueKind.Text or CutoverValueKind.Json)
                => $"CONVERT(nvarchar(max), CONVERT(binary(8), {value}){StyleOf(type)}) COLLATE DATABASE_DEFAULT",
            (_, CutoverValueKind.Text or CutoverValueKind.Json)
                => $"CONVERT(nvarchar(max), {value}{StyleOf(type)}) COLLATE DATABASE_DEFAULT",
            _ when BinaryLength(target) is not null => type is "varbinary" or "binary" ? value : Tried("varbinary(max)", value),
            _ when type == TypeName(target) => value,
            ("datetime" or "datetime2" or "smalldatetime" or "date", CutoverValueKind.Time) => $"CONVERT({target.StoreType}, {value})",
            ("datetimeoffset", CutoverValueKind.Time) => $"CONVERT({target.StoreType}, SWITCHOFFSET({value}, '+00:00'))",
            (_, CutoverValueKind.Time) => $"CONVERT({target.StoreType}, SWITCHOFFSET({Read("datetimeoffset", value, type)}, '+00:00'))",
            ("char" or "varchar" or "nchar" or "nvarchar", CutoverValueKind.Uuid) => Tried(target.StoreType, OneGuid(value)),
            (_, CutoverValueKind.Number or CutoverValueKind.TimeWithOffset) => Read(target.StoreType, value, type),
            _ => Tried(target.StoreType, value),
        };

    /// <summary>Whether a value cannot be converted, or would lose something; null if neither can be.</summary>
    public static string? IsBad(string value, string? type, CutoverValue target)
    {
        var bad = CannotBeConverted(value, type, target);
        return (bad, Rounds(value, type, target)) switch
        {
            (_, null) => bad,
            (null, var rounded) => $"({rounded})",
            var (_, rounded) => $"({bad} OR {rounded})",
        };
    }

    /// <summary>
    /// Whether a time would lose digits, its date or its time of day; null if it cannot. Asked of the most that a value can have:
    /// what a source <c>datetime</c> has is given in milliseconds.
    /// </summary>
    private static string? Rounds(string value, string? type, CutoverValue target)
    {
        var name = TypeName(target);
        if (name is not ("date" or "time" or "datetime" or "smalldatetime" or "datetime2" or "datetimeoffset")
            || (type == name && !target.StoreType.Contains('(')) || (type == "date" && name is not "time")
            || type is not (null or "char" or "varchar" or "nchar" or "nvarchar"
                or "date" or "time" or "datetime" or "smalldatetime" or "datetime2" or "datetimeoffset"))
        {
            return null;
        }

        var exact = name == "datetimeoffset" ? name : type == "datetime" || name == "datetime" ? "datetime2(3)" : "datetime2(7)";
        var whole = Convert(value, type, target with { StoreType = name == "datetime" ? "datetime2(7)" : exact });
        return $"{whole} <> CONVERT({exact}, {Convert(value, type, target)})";
    }

    /// <summary>Bytes beyond the length would be lost without an error.</summary>
    private static string? CannotBeConverted(string value, string? type, CutoverValue target)
        => (type, target.Kind) switch
        {
            (_, CutoverValueKind.Json) => $"({value} IS NOT NULL AND ISJSON({Text(value)}) = 0)",
            (_, CutoverValueKind.Text) => null,
            _ when BinaryLength(target) is { } length => TooLong(value, type, target, length),
            ("decimal" or "numeric" or "money" or "smallmoney" or "float" or "real", CutoverValueKind.Number)
                => Changes(value, Tried(target.StoreType, value)),
            (null or "char" or "varchar" or "nchar" or "nvarchar", CutoverValueKind.Number) when TypeName(target) is not ("float" or "real")
                => Fails(value, Convert(value, type, target), $"{Convert(value, type, target)} <> TRY_CONVERT(decimal(38, 10), {value})"),
            _ when type == TypeName(target) => null,
            (_, CutoverValueKind.Boolean)
                => Fails(value, Convert(value, type, target), $"TRY_CONVERT(decimal(38, 10), {value}) NOT IN (0, 1)"),
            ("datetime" or "datetime2" or "smalldatetime" or "date" or "datetimeoffset",
                CutoverValueKind.Time or CutoverValueKind.TimeWithOffset) => null,
            _ => $"({value} IS NOT NULL AND {Convert(value, type, target)} IS NULL)",
        };

    private static string TypeName(CutoverValue target) => target.StoreType.Split('(')[0];

    private static string Tried(string type, string value) => $"TRY_CONVERT({type}, {value})";

    /// <summary>
    /// A text with no digit is no number, and one with no year no time, though the server takes '' for 0 and '12:30' for a time in 1900.
    /// </summary>
    private static string Read(string type, string value, string? from)
    {
        if (from is not (null or "char" or "varchar" or "nchar" or "nvarchar" or "text" or "ntext"))
        {
            return Tried(type, value);
        }

        string[] patterns = type.StartsWith("date", StringComparison.Ordinal)
            ? ["%[0-9][0-9][0-9][0-9][-/.]%", "%[-/ ][0-9][0-9][0-9][0-9]%", "[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]%"]
            : ["%[0-9]%"];
        var text = Exact(Text(value));
        var isLike = string.Join(" OR ", patterns.Select(p => $"{text} LIKE '{p}'"));
        return $"CASE WHEN {isLike} THEN {Tried(type, value)} END";
    }

    /// <summary>How long a text is, null for null: with CONCAT it would be as long as an empty one.</summary>
    public static string UnitsOf(string text) => $"LEN(({text} + N'.') COLLATE Latin1_General_BIN2) - 1";

    /// <summary>The bytes that a binary column holds, or that it may; null for another column.</summary>
    private static int? BinaryLength(CutoverValue target)
    {
        if (TypeName(target) is not ("binary" or "varbinary"))
        {
            return null;
        }

        var length = target.StoreType.Split('(', ')').ElementAtOrDefault(1);
        return int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : int.MaxValue;
    }

    private static string? TooLong(string value, string? type, CutoverValue target, int length)
    {
        var bytes = Convert(value, type, target);
        var tooLong = length == int.MaxValue ? null : $"DATALENGTH({bytes}) > {length}";
        var unreadable = type is "varbinary" or "binary" ? null : $"{bytes} IS NULL";
        var any = string.Join(" OR ", new[] { unreadable, tooLong }.OfType<string>());
        return any.Length == 0 ? null : $"({value} IS NOT NULL AND ({any}))";
    }

    /// <summary>A text with or without hyphens or braces. A longer one is none, though the server takes its beginning.</summary>
    private static string OneGuid(string value)
        => $"CASE WHEN LEN({value}) = 32 THEN STUFF(STUFF(STUFF(STUFF({value}, 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-') "
            + $"WHEN LEN({value}) = 36 OR {Exact(value)} LIKE '{{%}}' THEN {value} END";

    /// <summary>Whether a number cannot be converted as it is: it is too large, or digits would be lost.</summary>
    private static string Changes(string value, string converted) => Fails(value, converted, $"{converted} <> {value}");

    private static string Fails(string value, string converted, string loses)
        => $"({value} IS NOT NULL AND ({converted} IS NULL OR {loses}))";

    /// <summary>Text is compared by its characters, whatever the collation considers equal, and a time by its offset too.</summary>
    public static string Comparable(string value, CutoverValue type)
        => type.Kind is CutoverValueKind.Uuid or CutoverValueKind.Time or CutoverValueKind.Boolean or CutoverValueKind.Number
            ? Stored(value, type)
            : $"CONVERT(varbinary(max), {Canonical(value, type)})";

    /// <summary>A value's one text, with all its digits.</summary>
    public static string Canonical(string value, CutoverValue type)
        => $"CONVERT(nvarchar(max), {Stored(value, type)}{StyleOf(TypeName(type))})";

    /// <summary>
    /// A value as the new column holds it. Text and bytes of any length stay as they are, so that nothing lost is overlooked.
    /// </summary>
    private static string Stored(string value, CutoverValue type)
        => TypeName(type) switch
        {
            "" or "nvarchar" or "varchar" or "varbinary" => value,
            "binary" => $"CASE WHEN DATALENGTH({value}) < {BinaryLength(type)} "
                + $"THEN CONVERT(varbinary(max), CONVERT({type.StoreType}, {value})) ELSE CONVERT(varbinary(max), {value}) END",
            _ => $"CONVERT({type.StoreType}, {value})",
        };

    /// <summary>The style in which a type's text loses nothing, where the usual one does.</summary>
    private static string StyleOf(string? type)
        => type switch
        {
            "datetime" or "smalldatetime" => ", 126",
            "float" or "real" => ", 3",
            "money" or "smallmoney" => ", 2",
            "binary" or "varbinary" or "timestamp" or "rowversion" => ", 1",
            _ => "",
        };
}
