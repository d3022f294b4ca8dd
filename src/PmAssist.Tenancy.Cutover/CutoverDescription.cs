using System.Text.Json;
using System.Text.Json.Serialization;
using PmAssist.Tenancy.Cutover.Internal;

namespace PmAssist.Tenancy.Cutover;

/// <summary>
/// The source database: where it lies and what goes where. Written in code, or kept in a JSON file;
/// <see cref="IWorkspaceCutover.DiscoverAsync"/> proposes one.
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
        RespectNullableAnnotations = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>
    /// Where the source tables lie, if not in the master's database. SQLite: the source file's path, always. SQL Server and
    /// PostgreSQL: a connection string, with a secret perhaps, so do not keep it in the file; null where the source schema lies
    /// beside the new ones, which is faster.
    /// </summary>
    public string? Source { get; init; }

    /// <summary>The source tables' schema; null for the engine's own, <c>dbo</c> or <c>public</c>. Not used on SQLite.</summary>
    public string? SourceSchema { get; init; }

    /// <summary>The source tables, in any order. One of them goes to <c>Workspace</c>.</summary>
    public IReadOnlyList<CutoverTable> Tables { get; init; } = [];

    /// <summary>
    /// For <see cref="IWorkspaceCutover.DiscoverAsync"/>: source names of tables and columns, and the new ones that each may mean,
    /// whatever their case and underscores. Null for <see cref="CutoverSynonyms.PmAssist"/>; an empty one for names alone.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Synonyms { get; init; }

    /// <summary>Reads a description from JSON, with comments if it has some.</summary>
    /// <param name="json">The text of a file.</param>
    /// <exception cref="CutoverException">It is not JSON, or has something that a description does not have.</exception>
    public static CutoverDescription FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            var description = JsonSerializer.Deserialize<CutoverDescription>(json, Json);
            return description is not null && !description.HasNulls()
                ? description
                : throw new CutoverException("The description, or something in one of its lists, is 'null'. Leave it out instead.");
        }
        catch (JsonException exception)
        {
            throw new CutoverException(
                $"The description cannot be read: {SqlText.Sentence(exception.Message)} "
                + $"{nameof(IWorkspaceCutover)}.{nameof(IWorkspaceCutover.DiscoverAsync)} proposes one to begin with.",
                exception);
        }
    }

    /// <summary>Writes the description as JSON, for a file.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>The reader refuses null for a property that takes none, but not in a list.</summary>
    private bool HasNulls()
        => Tables.Any(t => t is null
            || t.Columns.Values.Any(c => c is null || c.Values?.Values.Any(v => v is null) == true)
            || t.Drop.Any(d => d is null)
            || t.Choices.Any(c => c is null))
            || Synonyms?.Values.Any(names => names is null || names.Any(n => n is null)) == true;
}
