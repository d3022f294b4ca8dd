using System.Security.Cryptography;
using System.Text;

namespace PmAssist.Tenancy.Internal;

/// <summary>Identifies a set of applied migrations, so that one merged late still counts as missing.</summary>
internal static class Fingerprint
{
    public static string Of(IEnumerable<string> migrationIds)
        => Convert.ToHexStringLower(SHA256.HashData(
            Encoding.UTF8.GetBytes(string.Join('\n', migrationIds.Order(StringComparer.Ordinal)))));
}
