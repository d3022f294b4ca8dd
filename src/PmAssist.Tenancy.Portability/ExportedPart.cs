using System.Text.Json.Serialization;

namespace PmAssist.Tenancy.Portability;

/// <summary>A part of an export file: JSON Lines, an object for each row.</summary>
public sealed class ExportedPart
{
    [JsonConstructor]
    internal ExportedPart()
    {
    }

    /// <summary>The name of its entry in the ZIP archive.</summary>
    [JsonInclude]
    public string Entry { get; internal init; } = "";

    /// <summary>The number of rows.</summary>
    [JsonInclude]
    public long Rows { get; internal init; }

    /// <summary>The number of bytes, not compressed.</summary>
    [JsonInclude]
    public long Bytes { get; internal init; }

    /// <summary>The SHA-256 of the bytes, not compressed, as hexadecimal digits.</summary>
    [JsonInclude]
    public string Sha256 { get; internal init; } = "";
}
