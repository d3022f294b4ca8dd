using System.Text.Json;

namespace PmAssist.Tenancy.Internal;

/// <summary>How a value is written in a tag, as OpenTelemetry writes its own: <c>up_to_date</c>, <c>canceled</c>.</summary>
internal static class TagText
{
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum
        => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()).Replace("elled", "eled", StringComparison.Ordinal);
}
