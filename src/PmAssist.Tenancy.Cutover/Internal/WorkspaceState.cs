using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>What a cutover knows of a workspace, kept as JSON beside the catalogue while it lasts.</summary>
/// <param name="Status">The state that the workspace gets when the new side is opened.</param>
/// <remarks>
/// It outlives the process that wrote it, so its names are explicit. Whoever changes its shape raises <see cref="CurrentVersion"/>:
/// an older library then refuses it instead of losing what it does not know.
/// </remarks>
internal sealed record WorkspaceState(
    [property: JsonPropertyName("status"), JsonConverter(typeof(JsonStringEnumConverter<WorkspaceStatus>))] WorkspaceStatus Status)
{
    public const int CurrentVersion = 1;

    /// <summary>The shape that it is written in.</summary>
    [JsonPropertyName(VersionName)]
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The description that its rows were carried over by; null if they were not yet.</summary>
    [JsonPropertyName("fingerprint")]
    public string? Fingerprint { get; init; }

    /// <summary>The newest change on the whole source side when its last pass began; null if there was none.</summary>
    [JsonPropertyName("asOf")]
    public DateTime? AsOf { get; init; }

    /// <summary>The source rows that its last pass copied, by new table; a table whose rows changed at that moment is missing.</summary>
    [JsonPropertyName("tables")]
    public IReadOnlyDictionary<string, TableDigest> Tables { get; init; } = Unknown;

    /// <summary>No table is known to be as it was, so that all are looked into.</summary>
    [JsonIgnore]
    public static IReadOnlyDictionary<string, TableDigest> Unknown { get; } = new Dictionary<string, TableDigest>();

    private const string VersionName = "version";

    /// <exception cref="CutoverException">It was written by a newer version of the library, or is damaged.</exception>
    public static WorkspaceState FromJson(string json)
    {
        try
        {
            if (JsonNode.Parse(json)?[VersionName]?.GetValue<int>() is { } version)
            {
                return version == CurrentVersion ? JsonSerializer.Deserialize<WorkspaceState>(json)! : throw OfAnotherVersion(version);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw Damaged(exception);
        }

        throw Damaged(inner: null);
    }

    public string ToJson() => JsonSerializer.Serialize(this);

    private static CutoverException OfAnotherVersion(int version)
        => new(
            $"The state of the cutover was written by another version of PmAssist.Tenancy.Cutover: its version is {version}, this library "
            + $"reads version {CurrentVersion}. Finish the cutover with the version that began it. Nothing was changed.");

    private static CutoverException Damaged(Exception? inner)
        => new(
            $"The state of the cutover in the table {CutoverTables.Workspaces} of the master schema cannot be read. Restore the table "
            + "from a backup, or finish the cutover with the version of PmAssist.Tenancy.Cutover that began it. Nothing was changed.",
            inner);
}
