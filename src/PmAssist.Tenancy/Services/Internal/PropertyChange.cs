using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PmAssist.Tenancy.Internal;

/// <summary>Values to be set and removed among a workspace's properties, checked before anything is read or changed.</summary>
internal sealed class PropertyChange
{
    private const string Field = nameof(Workspace.Properties);

    /// <summary>The serializer's own limit is 64, and the audit entry wraps a value in two levels.</summary>
    private const int MaxDepth = 32;

    /// <summary>For a column, not for HTML: only what JSON must escape, and characters beyond U+FFFF, is escaped.</summary>
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<(string Key, JsonElement? Value)> _changes = [];

    /// <param name="changes">The new values by key; null removes one.</param>
    /// <exception cref="InvalidInputException">A key or a value breaks its rule.</exception>
    public PropertyChange(IReadOnlyDictionary<string, object?> changes)
    {
        foreach (var (key, value) in changes)
        {
            if (ProblemOfKey(key) is { } problem)
            {
                throw new InvalidInputException(Field, problem);
            }

            _changes.Add((key, Serialized(key, value)));
        }
    }

    /// <summary>What is wrong with a key; null if nothing is.</summary>
    public static string? ProblemOfKey(string key)
        => key.Length is > 0 and <= WorkspaceProperties.MaxKeyLength && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
            ? null
            : $"The key '{StoredText.Mended(key, 100)}' is not 1 to {WorkspaceProperties.MaxKeyLength} of a-z, A-Z, 0-9, '_', '-' and '.'.";

    /// <summary>What the properties become.</summary>
    /// <returns>The new properties, and what the audit log says of them; the same properties and null if nothing changes.</returns>
    /// <exception cref="InvalidInputException">They would be too long.</exception>
    public (WorkspaceProperties Properties, string? Details) Apply(WorkspaceProperties current)
    {
        var values = new SortedDictionary<string, JsonElement>(current.Values.ToDictionary(), StringComparer.Ordinal);
        var details = new JsonObject();
        foreach (var (key, value) in _changes)
        {
            JsonElement? old = values.TryGetValue(key, out var found) ? found : null;
            if (old is null ? value is null : value is { } next && JsonElement.DeepEquals(old.Value, next))
            {
                continue;
            }

            details.Add(key, new JsonObject { ["from"] = Node(old), ["to"] = Node(value) });
            if (value is { } added)
            {
                values[key] = added;
            }
            else
            {
                values.Remove(key);
            }
        }

        if (details.Count == 0)
        {
            return (current, null);
        }

        var json = JsonSerializer.Serialize(values, Plain);
        return json.Length > WorkspaceProperties.MaxLength
            ? throw new InvalidInputException(
                Field, $"The properties would have {json.Length} characters as JSON; at most {WorkspaceProperties.MaxLength} are allowed.")
            : (values.Count == 0 ? WorkspaceProperties.Empty : new WorkspaceProperties(json), details.ToJsonString(Plain));
    }

    private static JsonElement? Serialized(string key, object? value)
    {
        try
        {
            var element = JsonSerializer.SerializeToElement(value, Plain);
            if (element.ValueKind == JsonValueKind.Null)
            {
                return null;
            }

            var json = element.GetRawText();
            return (value is string text ? StoredText.ProblemOf(text) : StoredText.ProblemOfJson(json) ?? ProblemOf(element, depth: 1))
                is { } problem
                ? throw new InvalidInputException(Field, $"The value of '{key}': {problem}")
                : element;
        }
        catch (Exception exception)
            when (exception is JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidInputException(Field, $"The value of '{key}' cannot be JSON: {exception.Message}");
        }
    }

    /// <summary>What some engine could not keep; null if there is nothing.</summary>
    private static string? ProblemOf(JsonElement element, int depth)
        => depth > MaxDepth ? $"It has more than {MaxDepth} levels."
            : element.ValueKind switch
            {
                JsonValueKind.Array => element.EnumerateArray().Select(e => ProblemOf(e, depth + 1)).FirstOrDefault(p => p is not null),
                JsonValueKind.Object
                    => element.EnumerateObject().Select(e => ProblemOf(e.Value, depth + 1)).FirstOrDefault(p => p is not null),

                // The serializer put it there.
                JsonValueKind.String when element.GetString()!.Contains('\uFFFD', StringComparison.Ordinal)
                    => "A text in it has U+FFFD, which stands for a lost character, for example half of a surrogate pair. Remove it.",
                _ => null,
            };

    private static JsonNode? Node(JsonElement? element) => element is { } value ? JsonSerializer.SerializeToNode(value) : null;
}
