using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>
/// JSON in one form for all texts of a value: no blanks, an object's members ordered by their names' code units, the last of several of one
/// name, numbers as digits and an exponent.
/// </summary>
internal static class CanonicalJson
{
    private const int MaxDepth = 512;

    /// <summary>
    /// Writes the form. A text that is no JSON, which a text column takes, is written as it is, and so is one with half of a surrogate pair
    /// (<c>\ud800</c>), which is no character.
    /// </summary>
    public static void Write(string text, JsonLine line)
    {
        if (Parse(text) is not { } document)
        {
            line.Text(text);
            return;
        }

        using (document)
        {
            Write(document.RootElement, line);
        }
    }

    /// <returns>The JSON; null for a text that is none, or none that has a form.</returns>
    public static JsonDocument? Parse(string text)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            if (text.Contains("\\ud", StringComparison.OrdinalIgnoreCase))
            {
                ReadTexts(document.RootElement);
            }

            return document;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            document?.Dispose();
            return null;
        }
    }

    /// <exception cref="InvalidOperationException">A text has half of a surrogate pair.</exception>
    private static void ReadTexts(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                _ = member.Name;
                ReadTexts(member.Value);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                ReadTexts(item);
            }
        }
        else if (element.ValueKind == JsonValueKind.String)
        {
            _ = element.GetString();
        }
    }

    private static void Write(JsonElement element, JsonLine line)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
                foreach (var member in element.EnumerateObject())
                {
                    members[member.Name] = member.Value;
                }

                WriteAll(members, '{', '}', line, member =>
                {
                    line.Text(member.Key);
                    line.Raw((byte)':');
                    Write(member.Value, line);
                });
                break;
            case JsonValueKind.Array:
                WriteAll(element.EnumerateArray(), '[', ']', line, item => Write(item, line));
                break;
            case JsonValueKind.String:
                line.Text(element.GetString());
                break;
            case JsonValueKind.Number:
                line.Text(Number(element.GetRawText()));
                break;
            default:
                line.Raw(element.ValueKind switch
                {
                    JsonValueKind.True => "true"u8,
                    JsonValueKind.False => "false"u8,
                    _ => "null"u8,
                });
                break;
        }
    }

    private static void WriteAll<T>(IEnumerable<T> items, char open, char close, JsonLine line, Action<T> write)
    {
        line.Raw((byte)open);
        var isFirst = true;
        foreach (var item in items)
        {
            line.Raw(isFirst ? ""u8 : ","u8);
            isFirst = false;
            write(item);
        }

        line.Raw((byte)close);
    }

    /// <summary>The digits without zeros at their end, and the power of ten: <c>1.50</c> is <c>15e-1</c>.</summary>
    private static string Number(string text)
    {
        var at = text.AsSpan().IndexOfAny('e', 'E');
        var exponent = at < 0
            ? BigInteger.Zero
            : BigInteger.Parse(text.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = at < 0 ? text : text[..at];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        exponent -= point < 0 ? 0 : mantissa.Length - point - 1;
        var isNegative = mantissa[0] == '-';
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal).TrimStart('-').TrimStart('0');
        var significant = digits.TrimEnd('0');
        return significant.Length == 0 ? "0" : $"{(isNegative ? "-" : "")}{significant}e{exponent + digits.Length - significant.Length}";
    }
}
