using System.Text.Json;

namespace PmAssist.Tenancy.Internal;

/// <summary>How a value is written in a tag: <c>up_to_date</c>, as OpenTelemetry's own.</summary>
internal static class TagText
{
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum
        => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
