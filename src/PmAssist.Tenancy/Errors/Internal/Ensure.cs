using System.Runtime.CompilerServices;
using System.Text.Json;

namespace PmAssist.Tenancy.Internal;

/// <summary>Checks of arguments, made before anything is changed.</summary>
internal static class Ensure
{
    public static Guid NotEmpty(Guid id, [CallerArgumentExpression(nameof(id))] string? name = null)
        => id != Guid.Empty ? id : throw new ArgumentException("The id is empty.", name);

    public static string Text(string? text, int maxLength, [CallerArgumentExpression(nameof(text))] string? name = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text, name);
        return AtMost(text, maxLength, name)!;
    }

    public static string? AtMost(string? text, int maxLength, [CallerArgumentExpression(nameof(text))] string? name = null)
        => text is null || text.Length <= maxLength
            ? text
            : throw new ArgumentException($"The text has {text.Length} characters; at most {maxLength} are allowed.", name);

    public static string? Json(string? json, [CallerArgumentExpression(nameof(json))] string? name = null)
    {
        if (json is null)
        {
            return null;
        }

        try
        {
            using var _ = JsonDocument.Parse(json);
            return json;
        }
        catch (JsonException exception)
        {
            throw new ArgumentException($"The text is not valid JSON: {exception.Message}", name, exception);
        }
    }
}
