using System.Text.Json.Serialization;

namespace PmAssist.Tenancy.Portability;

/// <summary>The workspace of an export file, as the catalogue had it.</summary>
public sealed class ExportedWorkspace
{
    [JsonConstructor]
    internal ExportedWorkspace()
    {
    }

    /// <summary>Its id.</summary>
    [JsonInclude]
    public Guid Id { get; internal init; }

    /// <summary>Its name.</summary>
    [JsonInclude]
    public string Name { get; internal init; } = "";

    /// <summary>Its slug.</summary>
    [JsonInclude]
    public string Slug { get; internal init; } = "";

    /// <summary>Its state.</summary>
    [JsonInclude]
    public string Status { get; internal init; } = "";

    /// <summary>The host's own values about it, as JSON.</summary>
    [JsonInclude]
    public string Properties { get; internal init; } = "{}";
}
