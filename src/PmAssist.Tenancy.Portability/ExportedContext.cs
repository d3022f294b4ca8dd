using System.Text.Json.Serialization;

namespace PmAssist.Tenancy.Portability;

/// <summary>A context of the host that an export file comes from.</summary>
public sealed class ExportedContext
{
    [JsonConstructor]
    internal ExportedContext()
    {
    }

    /// <summary>The name of the context's type.</summary>
    [JsonInclude]
    public string Name { get; internal init; } = "";

    /// <summary>The ids of the migrations that the workspace had, the oldest first.</summary>
    [JsonInclude]
    public IReadOnlyList<string> Migrations { get; internal init; } = [];
}
