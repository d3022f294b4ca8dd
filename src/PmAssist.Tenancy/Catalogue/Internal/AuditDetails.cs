using System.Text.Json;

namespace PmAssist.Tenancy.Internal;

internal static class AuditDetails
{
    public static string Of(params (string Key, string? Value)[] details)
        => JsonSerializer.Serialize(details.ToDictionary(d => d.Key, d => d.Value));
}
