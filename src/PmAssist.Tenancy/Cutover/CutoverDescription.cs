using System.Text.Json;
using System.Text.Json.Serialization;

namespace PmAssist.Tenancy;

/// <summary>
/// The old database: where it lies and what goes where. Written in code, or kept in a JSON file; <see cref="IWorkspaceCutover.DiscoverAsync"/>
/// proposes one.
/// </summary>
/// <remarks>Not changed by the library, and not to be changed while it is in use.</remarks>
public sealed class CutoverDescription
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>
    /// Where the old tables lie, if not in the master's database. SQLite: the old file's path, always. SQL Server and PostgreSQL:
    /// null, the old schema lies beside the new ones.
    /// </summary>
    public string? Source { get; init; }

    /// <summary>The old tables' schema; null for the engine's own, <c>dbo</c> or <c>public</c>. Not used on SQLite.</summary>
    public string? SourceSchema { get; init; }

    /// <summary>The old tables, in any order. One of them goes to <c>Workspace</c>.</summary>
    public IReadOnlyList<CutoverTable> Tables { get; init; } = [];

    /// <summary>Reads a description from JSON, with comments if it has some.</summary>
    /// <param name="json">The text of a file.</param>
    /// <exception cref="CutoverException">It is not JSON, or has something that a description does not have.</exception>
    public static CutoverDescription FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return JsonSerializer.Deserialize<CutoverDescription>(json, Json) ?? throw new CutoverException("The description is 'null'.");
        }
        catch (JsonException exception)
        {
            throw new CutoverException(
                $"The description cannot be read: {exception.Message} IWorkspaceCutover.DiscoverAsync proposes one to begin with.", exception);
        }
    }

    /// <summary>Writes the description as JSON, for a file.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
