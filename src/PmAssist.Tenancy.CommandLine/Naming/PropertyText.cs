using System.Text.Json;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>A workspace's property as it is written on a command line: <c>plan=pro</c>.</summary>
internal static class PropertyText
{
    /// <exception cref="UsageException">There is no <c>=</c>, or nothing before it.</exception>
    public static (string Key, string Value) Parse(string text)
        => text.Split('=', 2) is [{ Length: > 0 } key, var value]
            ? (key, value)
            : throw new UsageException($"'{text}' is no property. Write key=value, for example plan=pro.");

    /// <summary>Properties to store, by key.</summary>
    /// <exception cref="UsageException">One is none, or is there twice.</exception>
    public static Dictionary<string, object?> Values(IEnumerable<string> texts)
    {
        var values = new Dictionary<string, object?>();
        foreach (var (key, value) in texts.Select(Parse))
        {
            if (!values.TryAdd(key, Value(value)))
            {
                throw new UsageException($"'{key}' has two values. Write each property once.");
            }
        }

        return values;
    }

    /// <summary>A value to store: JSON where it is some, else text. Null for nothing after the <c>=</c>, which removes it.</summary>
    public static object? Value(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<JsonElement>(text) is { ValueKind: not JsonValueKind.Null } json ? json : null;
        }
        catch (JsonException)
        {
            return text;
        }
    }

    /// <summary>Whether a workspace has a property with a value, compared as text.</summary>
    public static bool Has(Workspace workspace, (string Key, string Value) property)
        => workspace.Properties.Values.TryGetValue(property.Key, out var value)
            && (value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText()) == property.Value;
}
