using System.Data.Common;
using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>The types of single values, by what a column's value is after EF's value converter.</summary>
internal static class ScalarTypes
{
    private const string Seconds = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF";
    private const int DateLength = 10;
    private const int LengthOfSeconds = 19;
    private const int LengthOfTime = 27;

    private static readonly decimal One = 1.0000000000000000000000000000m;

    private static readonly Dictionary<Type, NeutralType> Types = new()
    {
        [typeof(bool)] = new ScalarType<bool>(
            "boolean", (reader, i) => reader.GetBoolean(i), (line, v) => line.Raw(v ? "true"u8 : "false"u8), ReadBoolean),
        [typeof(sbyte)] = Integer("int8", Get<sbyte>),
        [typeof(short)] = Integer("int16", (reader, i) => reader.GetInt16(i)),
        [typeof(int)] = Integer("int32", (reader, i) => reader.GetInt32(i)),
        [typeof(long)] = Integer("int64", (reader, i) => reader.GetInt64(i)),
        [typeof(byte)] = Integer("uint8", (reader, i) => reader.GetByte(i)),
        [typeof(ushort)] = Integer("uint16", Get<ushort>),
        [typeof(uint)] = Integer("uint32", Get<uint>),
        [typeof(ulong)] = Integer("uint64", Get<ulong>),
        [typeof(decimal)] = new ScalarType<decimal>(
            "decimal",
            (reader, i) => reader.GetDecimal(i),
            (line, v) => line.Value(v == 0 ? 0 : v / One, "", isQuoted: true),
            Number<decimal>),
        [typeof(float)] = Fraction("float32", (reader, i) => reader.GetFloat(i)),
        [typeof(double)] = Fraction("float64", (reader, i) => reader.GetDouble(i)),
        [typeof(string)] = new ScalarType<string>("text", (reader, i) => reader.GetString(i), (line, v) => line.Text(v), Text),
        [typeof(char)] = new ScalarType<char>("text", Get<char>, (line, v) => line.Text([v]), ReadCharacter),
        [typeof(Guid)] = new ScalarType<Guid>(
            "uuid", (reader, i) => reader.GetGuid(i), (line, v) => line.Value(v, "D", isQuoted: true), ReadGuid),
        [typeof(DateOnly)] = new ScalarType<DateOnly>(
            "date",
            Get<DateOnly>,
            (line, v) => line.Value(v, "O", isQuoted: true),
            (ref json) => DateOnly.ParseExact(Text(ref json), "yyyy-MM-dd", CultureInfo.InvariantCulture)),
        [typeof(TimeOnly)] = new ScalarType<TimeOnly>(
            "time",
            Get<TimeOnly>,
            (line, v) => line.Time(v),
            (ref json) => TimeOnly.ParseExact(Text(ref json), "HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)),
        [typeof(TimeSpan)] = new ScalarType<TimeSpan>(
            "duration",
            Get<TimeSpan>,
            (line, v) => line.Value(v, "c", isQuoted: true),
            (ref json) => TimeSpan.ParseExact(Text(ref json), "c", CultureInfo.InvariantCulture)),
        [typeof(DateTime)] = Time("timestamp", DateTimeKind.Unspecified),
        [typeof(DateTimeOffset)] = new ScalarType<DateTimeOffset>(
            "datetimeoffset", Get<DateTimeOffset>, (line, v) => line.Time(v), ReadTimeWithOffset),
        [typeof(byte[])] = new ScalarType<byte[]>("binary", Get<byte[]>, (line, v) => line.Base64(v), ReadBinary),
    };

    public static NeutralType TimeInUtc { get; } = Time("timestamptz", DateTimeKind.Utc);

    /// <summary>An <c>ulong</c> where the engine has none and EF keeps it as a <c>decimal</c>.</summary>
    public static NeutralType WideInteger { get; } = new ScalarType<decimal>(
        "uint64", (reader, i) => reader.GetDecimal(i), (line, v) => line.Value(decimal.ToUInt64(v), "", isQuoted: false), Number<decimal>);

    /// <summary>The type of a .NET type's values; null if it is no single value of a known type.</summary>
    public static NeutralType? Of(Type type) => Types.GetValueOrDefault(type);

    public static string Text(ref Utf8JsonReader json)
        => json.TokenType == JsonTokenType.String ? json.GetString()! : throw Unexpected(json.TokenType, "a text");

    public static FormatException Unexpected(JsonTokenType token, string expected) => new($"There is {token}, where {expected} has to be.");

    private static T Get<T>(DbDataReader reader, int ordinal) => reader.GetFieldValue<T>(ordinal);

    private static ScalarType<T> Integer<T>(string name, Func<DbDataReader, int, T> get)
        where T : struct, IBinaryInteger<T>
        => new(name, get, (line, v) => line.Value(v, "", isQuoted: false), Number<T>);

    /// <summary>The shortest text that gives the same number again. Zero has no sign: not every engine keeps it.</summary>
    private static ScalarType<T> Fraction<T>(string name, Func<DbDataReader, int, T> get)
        where T : struct, IBinaryFloatingPointIeee754<T>
        => new(name, get, (line, v) => line.Value(v == T.Zero ? T.Zero : v, "", isQuoted: !T.IsFinite(v)), Number<T>);

    private static ScalarType<DateTime> Time(string name, DateTimeKind kind)
        => new(
            name,
            (reader, i) => reader.GetDateTime(i),
            (line, v) => line.Time(v),
            (ref json) => DateTime.SpecifyKind(ReadTime(ref json), kind));

    private static T Number<T>(ref Utf8JsonReader json)
        where T : INumber<T>
    {
        if (json.TokenType is not (JsonTokenType.Number or JsonTokenType.String))
        {
            throw Unexpected(json.TokenType, "a number");
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return T.TryParse(json.ValueSpan, Style, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new FormatException($"'{System.Text.Encoding.UTF8.GetString(json.ValueSpan)}' is no {typeof(T).Name}.");
    }

    private static bool ReadBoolean(ref Utf8JsonReader json)
        => json.TokenType is JsonTokenType.True or JsonTokenType.False
            ? json.GetBoolean()
            : throw Unexpected(json.TokenType, "true or false");

    private static char ReadCharacter(ref Utf8JsonReader json)
        => Text(ref json) is [var character] ? character : throw new FormatException("The text has not exactly one character.");

    private static Guid ReadGuid(ref Utf8JsonReader json)
        => json.TokenType == JsonTokenType.String && json.TryGetGuid(out var value) ? value : throw Unexpected(json.TokenType, "a UUID");

    /// <summary>The reader's own way takes more forms than the format has, those with a zone, but all that it has at once.</summary>
    private static DateTime ReadTime(ref Utf8JsonReader json)
        => json.TokenType == JsonTokenType.String
            && json.ValueSpan is { Length: >= LengthOfSeconds and <= LengthOfTime } text
            && !text[DateLength..].ContainsAny("-+Zz\\"u8)
            && json.TryGetDateTime(out var time)
                ? time
                : DateTime.ParseExact(Text(ref json), Seconds, CultureInfo.InvariantCulture);

    private static DateTimeOffset ReadTimeWithOffset(ref Utf8JsonReader json)
    {
        var text = Text(ref json);
        return DateTimeOffset.ParseExact(
            text, [Seconds + "zzz", Seconds], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
    }

    private static byte[] ReadBinary(ref Utf8JsonReader json)
        => json.TokenType == JsonTokenType.String && json.TryGetBytesFromBase64(out var bytes)
            ? bytes
            : throw Unexpected(json.TokenType, "base64");
}
