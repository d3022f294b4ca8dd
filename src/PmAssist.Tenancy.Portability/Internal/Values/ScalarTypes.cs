using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>The types of single values, by what a column's value is after EF's value converter.</summary>
internal static class ScalarTypes
{
    private const string Seconds = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF";

    private static readonly decimal One = 1.0000000000000000000000000000m;

    private static readonly Dictionary<Type, NeutralType> Types = new()
    {
        [typeof(bool)] = new ScalarType<bool>("boolean", (line, v) => line.Raw(v ? "true"u8 : "false"u8), ReadBoolean),
        [typeof(sbyte)] = Integer<sbyte>("int8"),
        [typeof(short)] = Integer<short>("int16"),
        [typeof(int)] = Integer<int>("int32"),
        [typeof(long)] = Integer<long>("int64"),
        [typeof(byte)] = Integer<byte>("uint8"),
        [typeof(ushort)] = Integer<ushort>("uint16"),
        [typeof(uint)] = Integer<uint>("uint32"),
        [typeof(ulong)] = Integer<ulong>("uint64"),
        [typeof(decimal)] = new ScalarType<decimal>(
            "decimal", (line, v) => line.Value(v == 0 ? 0 : v / One, "", isQuoted: true), Number<decimal>),
        [typeof(float)] = Fraction<float>("float32"),
        [typeof(double)] = Fraction<double>("float64"),
        [typeof(string)] = new ScalarType<string>("text", (line, v) => line.Text(v), Text),
        [typeof(char)] = new ScalarType<char>("text", (line, v) => line.Text([v]), ReadCharacter),
        [typeof(Guid)] = new ScalarType<Guid>(
            "uuid", (line, v) => line.Value(v, "D", isQuoted: true), (ref json) => Guid.ParseExact(Text(ref json), "D")),
        [typeof(DateOnly)] = new ScalarType<DateOnly>(
            "date",
            (line, v) => line.Value(v, "yyyy-MM-dd", isQuoted: true),
            (ref json) => DateOnly.ParseExact(Text(ref json), "yyyy-MM-dd", CultureInfo.InvariantCulture)),
        [typeof(TimeOnly)] = new ScalarType<TimeOnly>(
            "time",
            (line, v) => line.Value(v, "HH:mm:ss.FFFFFFF", isQuoted: true),
            (ref json) => TimeOnly.ParseExact(Text(ref json), "HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)),
        [typeof(TimeSpan)] = new ScalarType<TimeSpan>(
            "duration",
            (line, v) => line.Value(v, "c", isQuoted: true),
            (ref json) => TimeSpan.ParseExact(Text(ref json), "c", CultureInfo.InvariantCulture)),
        [typeof(DateTime)] = Time("timestamp", DateTimeKind.Unspecified),
        [typeof(DateTimeOffset)] = new ScalarType<DateTimeOffset>(
            "datetimeoffset", (line, v) => line.Value(v, Seconds + "zzz", isQuoted: true), ReadTimeWithOffset),
        [typeof(byte[])] = new ScalarType<byte[]>("binary", (line, v) => line.Base64(v), ReadBinary),
    };

    public static NeutralType TimeInUtc { get; } = Time("timestamptz", DateTimeKind.Utc);

    /// <summary>An <c>ulong</c> where the engine has none and EF keeps it as a <c>decimal</c>.</summary>
    public static NeutralType WideInteger { get; } = new ScalarType<decimal>(
        "uint64", (line, v) => line.Value(decimal.ToUInt64(v), "", isQuoted: false), Number<decimal>);

    /// <summary>The type of a .NET type's values; null if it is no single value of a known type.</summary>
    public static NeutralType? Of(Type type) => Types.GetValueOrDefault(type);

    public static string Text(ref Utf8JsonReader json)
        => json.TokenType == JsonTokenType.String ? json.GetString()! : throw Unexpected(json.TokenType, "a text");

    public static FormatException Unexpected(JsonTokenType token, string expected) => new($"There is {token}, where {expected} has to be.");

    private static ScalarType<T> Integer<T>(string name)
        where T : struct, IBinaryInteger<T>
        => new(name, (line, v) => line.Value(v, "", isQuoted: false), Number<T>);

    /// <summary>The shortest text that gives the same number again. Zero has no sign: not every engine keeps it.</summary>
    private static ScalarType<T> Fraction<T>(string name)
        where T : struct, IBinaryFloatingPointIeee754<T>
        => new(name, (line, v) => line.Value(v == T.Zero ? T.Zero : v, "", isQuoted: !T.IsFinite(v)), Number<T>);

    private static ScalarType<DateTime> Time(string name, DateTimeKind kind)
        => new(
            name,
            (line, v) => line.Value(v, Seconds, isQuoted: true),
            (ref json) => DateTime.SpecifyKind(DateTime.ParseExact(Text(ref json), Seconds, CultureInfo.InvariantCulture), kind));

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
