using System.Text.Json.Serialization;

namespace PmAssist.Tenancy.Portability;

/// <summary>What an export file says of itself: <c>manifest.json</c>. docs/export-format.md describes each value.</summary>
public sealed class ExportManifest
{
    /// <summary>The newest format that this version of the library reads and the one that it writes.</summary>
    public const int CurrentFormat = 1;

    [JsonConstructor]
    internal ExportManifest()
    {
    }

    /// <summary>The version of the format.</summary>
    [JsonInclude]
    public int Format { get; internal init; }

    /// <summary>The version of the library that wrote the file.</summary>
    [JsonInclude]
    public string Library { get; internal init; } = "";

    /// <summary>When the export began, in UTC.</summary>
    [JsonInclude]
    public DateTime CreatedUtc { get; internal init; }

    /// <summary>The engine that the rows come from, for example <c>PostgreSql</c>.</summary>
    [JsonInclude]
    public string Engine { get; internal init; } = "";

    /// <summary>The isolation level in which all rows were read, in one transaction.</summary>
    [JsonInclude]
    public string Isolation { get; internal init; } = "";

    /// <summary>The workspace that was exported.</summary>
    [JsonInclude]
    public ExportedWorkspace Workspace { get; internal init; } = new();

    /// <summary>The host's contexts, in the order of registration.</summary>
    [JsonInclude]
    public IReadOnlyList<ExportedContext> Contexts { get; internal init; } = [];

    /// <summary>The tables, those that others refer to first.</summary>
    [JsonInclude]
    public IReadOnlyList<ExportedTable> Tables { get; internal init; } = [];

    /// <summary>The sequences of the contexts' models; none where the engine has no sequences.</summary>
    [JsonInclude]
    public IReadOnlyList<ExportedSequence> Sequences { get; internal init; } = [];

    /// <summary>The workspace's members; null if they were left out.</summary>
    [JsonInclude]
    public ExportedPart? Members { get; internal init; }

    /// <summary>The workspace's audit entries; null if they were left out.</summary>
    [JsonInclude]
    public ExportedPart? Audit { get; internal init; }

    /// <summary>Whether tables were left out, so that the file is no whole workspace.</summary>
    [JsonInclude]
    public bool IsPartial { get; internal init; }

    /// <summary>Whether values were masked, so that the rows are not all the workspace's own.</summary>
    [JsonIgnore]
    public bool IsMasked => Tables.Any(t => t.Columns.Any(c => c.IsMasked));

    /// <summary>The number of rows in all tables.</summary>
    [JsonIgnore]
    public long Rows => Tables.Sum(t => t.Part.Rows);

    internal IEnumerable<ExportedPart> Parts
        => Tables.Select(t => t.Part).Concat(((ExportedPart?[])[Members, Audit]).OfType<ExportedPart>());
}
