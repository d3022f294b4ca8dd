using System.Text.Json.Serialization;

namespace PmAssist.Tenancy.Portability;

/// <summary>A table of an export file.</summary>
public sealed class ExportedTable
{
    [JsonConstructor]
    internal ExportedTable()
    {
    }

    /// <summary>The table's name.</summary>
    [JsonInclude]
    public string Name { get; internal init; } = "";

    /// <summary>The columns, in the order in which each row has them.</summary>
    [JsonInclude]
    public IReadOnlyList<ExportedColumn> Columns { get; internal init; } = [];

    /// <summary>The names of the columns of the primary key; none if the table has no key.</summary>
    [JsonInclude]
    public IReadOnlyList<string> Key { get; internal init; } = [];

    /// <summary>A sum over all rows, whatever their order, as 32 hexadecimal digits.</summary>
    [JsonInclude]
    public string Checksum { get; internal init; } = "";

    /// <summary>Where its rows are.</summary>
    [JsonInclude]
    public ExportedPart Part { get; internal init; } = new();
}
