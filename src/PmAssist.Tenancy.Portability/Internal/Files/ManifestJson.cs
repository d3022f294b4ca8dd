using System.Text.Json;
using System.Text.Json.Serialization;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>The manifest as JSON.</summary>
internal static class ManifestJson
{
    public const string Entry = "manifest.json";

    /// <summary>Larger than that of thousands of tables.</summary>
    public const int LongestBytes = 1 << 26;

    public static JsonSerializerOptions Compact { get; } = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true };

    private static readonly JsonSerializerOptions Indented = new(Compact)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static byte[] Write(ExportManifest manifest) => JsonSerializer.SerializeToUtf8Bytes(manifest, Indented);

    /// <exception cref="ExportFileException">It is no manifest, or one of a newer format.</exception>
    public static ExportManifest Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var format = JsonSerializer.Deserialize<FormatOnly>(json, Compact)?.Format ?? 0;
            if (format > ExportManifest.CurrentFormat)
            {
                throw new ExportFileException(
                    $"The file has the format {format}; this version of the library reads up to {ExportManifest.CurrentFormat}. Read it "
                    + "with the version that wrote it, or a newer one.");
            }

            return format > 0 && JsonSerializer.Deserialize<ExportManifest>(json, Compact) is { } manifest
                ? ManifestCheck.Require(manifest)
                : throw new ExportFileException("The file's manifest names no format: it is no export.");
        }
        catch (JsonException exception)
        {
            throw new ExportFileException("The file's manifest cannot be read: it is no export.", exception);
        }
    }

    private sealed record FormatOnly(int Format);
}
