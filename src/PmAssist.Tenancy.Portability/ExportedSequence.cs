using System.Text.Json.Serialization;

namespace PmAssist.Tenancy.Portability;

/// <summary>A sequence of an export file.</summary>
public sealed class ExportedSequence
{
    [JsonConstructor]
    internal ExportedSequence()
    {
    }

    /// <summary>The sequence's name.</summary>
    [JsonInclude]
    public string Name { get; internal init; } = "";

    /// <summary>The number that it gives next, or a later one.</summary>
    [JsonInclude]
    public long Next { get; internal init; }
}
