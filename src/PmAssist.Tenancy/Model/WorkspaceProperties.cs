using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>
/// A host's own values about a workspace, for example its plan, region or billing id: a JSON object in the workspace's row. Changed with
/// <see cref="IWorkspaceService.ChangePropertiesAsync"/>.
/// </summary>
/// <remarks>
/// Immutable; safe to use from any thread. The text is parsed when the first value is asked for, once for all who get the workspace
/// from the catalogue's cache. Reading a value deserializes it with <see cref="JsonSerializerOptions.Default"/>.
/// </remarks>
public sealed class WorkspaceProperties
{
    /// <summary>The longest key, in characters.</summary>
    internal const int MaxKeyLength = 64;

    /// <summary>
    /// The longest JSON of all values together, in characters: the longest text that SQL Server's <c>JSON_VALUE</c> gives, and what each
    /// process keeps for each workspace that it knows.
    /// </summary>
    internal const int MaxLength = 4000;

    private readonly string _json;
    private ReadOnlyDictionary<string, JsonElement>? _values;

    internal WorkspaceProperties(string json) => _json = json;

    /// <summary>No values.</summary>
    internal static WorkspaceProperties Empty { get; } = new("{}");

    /// <summary>All values by key, in no particular order; for reading only.</summary>
    public IReadOnlyDictionary<string, JsonElement> Values => Volatile.Read(ref _values) ?? (_values = Parse(_json));

    /// <summary>Gets a value.</summary>
    /// <typeparam name="T">What to read it as.</typeparam>
    /// <param name="key">Its key; upper and lower case differ.</param>
    /// <exception cref="WorkspacePropertyException">There is no such value, or it is something else.</exception>
    public T Get<T>(string key) => TryRead<T>(key, out var value) ? value : throw WorkspacePropertyException.Missing(key);

    /// <summary>Finds a value; null if there is none.</summary>
    /// <typeparam name="T">What to read it as. For a value type name the nullable one, <c>int?</c>: else a missing value is 0.</typeparam>
    /// <param name="key">Its key; upper and lower case differ.</param>
    /// <exception cref="WorkspacePropertyException">The value is something else.</exception>
    public T? Find<T>(string key) => TryRead<T>(key, out var value) ? value : default;

    /// <summary>All values as JSON. Where an engine stores JSON in a form of its own, order and white space are the engine's.</summary>
    public override string ToString() => _json;

    /// <summary>The text of a value that can be searched for: a text, a number or a truth value; null for anything else.</summary>
    internal string? TextOf(string key)
        => !Values.TryGetValue(key, out var value) ? null : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => null,
        };

    private bool TryRead<T>(string key, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (!Values.TryGetValue(key, out var element))
        {
            return false;
        }

        try
        {
            value = element.Deserialize<T>()!;
            return true;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw WorkspacePropertyException.Unreadable(key, typeof(T), exception);
        }
    }

    /// <summary>The row may have been written by something other than the library.</summary>
    private static ReadOnlyDictionary<string, JsonElement> Parse(string json)
    {
        try
        {
            return new(JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json) ?? []);
        }
        catch (JsonException exception)
        {
            throw new TenancyException(
                $"A workspace's properties are not a JSON object: {DatabaseError.Sentence(exception.Message)} Correct the column "
                + "'properties' of the master's table Workspace, which something other than the library wrote.",
                exception);
        }
    }
}
