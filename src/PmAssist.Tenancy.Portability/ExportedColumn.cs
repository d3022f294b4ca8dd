using System.Text.Json.Serialization;

namespace PmAssist.Tenancy.Portability;

/// <summary>A column of an export file.</summary>
public sealed class ExportedColumn
{
    [JsonConstructor]
    internal ExportedColumn()
    {
    }

    /// <summary>The column's name.</summary>
    [JsonInclude]
    public string Name { get; internal init; } = "";

    /// <summary>What its values are, whatever the engine: see docs/export-format.md.</summary>
    [JsonInclude]
    public string Type { get; internal init; } = "";

    /// <summary>The column's type in the engine that it comes from.</summary>
    [JsonInclude]
    public string StoreType { get; internal init; } = "";

    /// <summary>Whether it takes null.</summary>
    [JsonInclude]
    public bool IsNullable { get; internal init; }

    /// <summary>Whether its values were masked.</summary>
    [JsonInclude]
    public bool IsMasked { get; internal init; }

    /// <summary>What of a value the file does not keep; null if nothing is lost.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Note { get; internal init; }
}
