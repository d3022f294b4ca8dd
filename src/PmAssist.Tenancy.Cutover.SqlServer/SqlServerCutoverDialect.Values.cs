using System.Globalization;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <content>What an old value becomes, and what of it would be lost.</content>
internal sealed partial class SqlServerCutoverDialect
{
    /// <inheritdoc/>
    /// <remarks>TRY_CONVERT throughout: the server may convert a value before it looks whether its row is wanted.</remarks>
    public override string Convert(string value, string? type, CutoverValue target)
        => (type, target.Kind) switch
        {
            // An old column with a collation of its own could not be compared with a new one.
            (_, CutoverValueKind.Text or CutoverValueKind.Json)
                => $"{(type == TypeName(target) ? value : $"CONVERT(nvarchar(max), {(type == "timestamp" ? $"CONVERT(binary(8), {value})" : value)}{StyleOf(type)})")} COLLATE DATABASE_DEFAULT",
            _ when BinaryLength(target) is not null => type is "varbinary" or "binary" ? value : Tried("varbinary(max)", value),
            _ when type == TypeName(target) => value,
            ("datetime" or "datetime2" or "smalldatetime" or "date", CutoverValueKind.Time) => $"CONVERT({target.StoreType}, {value})",
            ("datetimeoffset", CutoverValueKind.Time) => $"CONVERT({target.StoreType}, SWITCHOFFSET({value}, '+00:00'))",
            (_, CutoverValueKind.Time) => $"CONVERT({target.StoreType}, SWITCHOFFSET({Read("datetimeoffset", value, type)}, '+00:00'))",
            ("char" or "varchar" or "nchar" or "nvarchar", CutoverValueKind.Uuid) => Tried(target.StoreType, OneGuid(value)),
            (_, CutoverValueKind.Number or CutoverValueKind.TimeWithOffset) => Read(target.StoreType, value, type),
            _ => Tried(target.StoreType, value),
        };

    /// <inheritdoc/>
    public override string? IsBad(string value, string? type, CutoverValue target)
    {
        var bad = CannotBeConverted(value, type, target);
        return Rounds(value, type, target) is { } rounded ? bad is null ? $"({rounded})" : $"({bad} OR {rounded})" : bad;
    }

    /// <summary>
    /// Whether a time would lose digits, its date or its time of day; null if it cannot. Asked of the most that a value can have: what an old
    /// <c>datetime</c> has is told in milliseconds.
    /// </summary>
    private string? Rounds(string value, string? type, CutoverValue target)
    {
        var name = TypeName(target);
        if (name is not ("date" or "time" or "datetime" or "smalldatetime" or "datetime2" or "datetimeoffset")
            || (type == name && !target.StoreType.Contains('(')) || (type == "date" && name is not "time")
            || type is not (null or "char" or "varchar" or "nchar" or "nvarchar" or "date" or "time" or "datetime" or "smalldatetime" or "datetime2" or "datetimeoffset"))
        {
            return null;
        }

        var exact = name == "datetimeoffset" ? name : type == "datetime" || name == "datetime" ? "datetime2(3)" : "datetime2(7)";
        var whole = Convert(value, type, target with { StoreType = name == "datetime" ? "datetime2(7)" : exact });
        return $"{whole} <> CONVERT({exact}, {Convert(value, type, target)})";
    }

    /// <summary>Bytes beyond the length would be lost without an error.</summary>
    private string? CannotBeConverted(string value, string? type, CutoverValue target)
        => (type, target.Kind) switch
        {
            (_, CutoverValueKind.Json) => $"({value} IS NOT NULL AND ISJSON({Text(value)}) = 0)",
            (_, CutoverValueKind.Text) => null,
            _ when BinaryLength(target) is { } length => TooLong(value, type, target, length),
            ("decimal" or "numeric" or "money" or "smallmoney" or "float" or "real", CutoverValueKind.Number) => Changes(value, Tried(target.StoreType, value)),
            (null or "char" or "varchar" or "nchar" or "nvarchar", CutoverValueKind.Number) when TypeName(target) is not ("float" or "real")
                => $"({value} IS NOT NULL AND ({Convert(value, type, target)} IS NULL OR {Convert(value, type, target)} <> TRY_CONVERT(decimal(38, 10), {value})))",
            _ when type == TypeName(target) => null,
            (_, CutoverValueKind.Boolean) => $"({value} IS NOT NULL AND ({Convert(value, type, target)} IS NULL OR TRY_CONVERT(decimal(38, 10), {value}) NOT IN (0, 1)))",
            ("datetime" or "datetime2" or "smalldatetime" or "date" or "datetimeoffset", CutoverValueKind.Time or CutoverValueKind.TimeWithOffset) => null,
            _ => $"({value} IS NOT NULL AND {Convert(value, type, target)} IS NULL)",
        };

    private static string TypeName(CutoverValue target) => target.StoreType.Split('(')[0];

    private static string Tried(string type, string value) => $"TRY_CONVERT({type}, {value})";

    /// <summary>A text with no digit is no number, and one with no year no time, though the server takes '' for 0 and '12:30' for a time in 1900.</summary>
    private string Read(string type, string value, string? from)
    {
        if (from is not (null or "char" or "varchar" or "nchar" or "nvarchar" or "text" or "ntext"))
        {
            return Tried(type, value);
        }

        string[] patterns = type.StartsWith("date", StringComparison.Ordinal)
            ? ["%[0-9][0-9][0-9][0-9][-/.]%", "%[-/ ][0-9][0-9][0-9][0-9]%", "[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]%"]
            : ["%[0-9]%"];
        return $"CASE WHEN {string.Join(" OR ", patterns.Select(p => $"{Exact(Text(value))} LIKE '{p}'"))} THEN {Tried(type, value)} END";
    }

    /// <summary>How long a text is, null for null: with CONCAT it would be as long as an empty one.</summary>
    private static string UnitsOf(string text) => $"LEN(({text} + N'.') COLLATE Latin1_General_BIN2) - 1";

    /// <summary>The bytes that a binary column holds, or that it may; null for another column.</summary>
    private static int? BinaryLength(CutoverValue target)
        => TypeName(target) is "binary" or "varbinary"
            ? int.TryParse(target.StoreType.Split('(', ')').ElementAtOrDefault(1), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : int.MaxValue
            : null;

    private string? TooLong(string value, string? type, CutoverValue target, int length)
    {
        var bytes = Convert(value, type, target);
        var tooLong = length == int.MaxValue ? null : $"DATALENGTH({bytes}) > {length}";
        var unreadable = type is "varbinary" or "binary" ? null : $"{bytes} IS NULL";
        return (unreadable, tooLong) is (null, null) ? null : $"({value} IS NOT NULL AND ({string.Join(" OR ", new[] { unreadable, tooLong }.OfType<string>())}))";
    }

    /// <summary>A text with or without hyphens or braces. A longer one is none, though the server takes its beginning.</summary>
    private string OneGuid(string value)
        => $"CASE WHEN LEN({value}) = 32 THEN STUFF(STUFF(STUFF(STUFF({value}, 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-') "
            + $"WHEN LEN({value}) = 36 OR {Exact(value)} LIKE '{{%}}' THEN {value} END";

    /// <summary>Whether a number cannot be had as it is: it is too large, or digits would be lost.</summary>
    private static string Changes(string value, string converted) => $"({value} IS NOT NULL AND ({converted} IS NULL OR {converted} <> {value}))";
}
