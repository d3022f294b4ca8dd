using System.Text;
using System.Text.Json;

namespace PmAssist.Tenancy.Internal;

/// <summary>What every engine can store as text: Unicode without U+0000.</summary>
internal static class StoredText
{
    /// <summary>What is wrong with a text; null if nothing is.</summary>
    public static string? ProblemOf(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text[i..], out var rune, out var length) != System.Buffers.OperationStatus.Done)
            {
                return $"The text has half of a surrogate pair, U+{(int)text[i]:X4}, at position {i}, which is not a character. Remove it.";
            }

            if (rune.Value == 0)
            {
                return $"The text has the character U+0000 at position {i}, which cannot be stored. Remove it.";
            }

            i += length;
        }

        return null;
    }

    /// <summary>What is wrong with JSON, inside its escapes too, and with its numbers; null if nothing is.</summary>
    public static string? ProblemOfJson(string? json)
    {
        if (json is null)
        {
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && ProblemOf(reader.GetString()) is not null)
                {
                    return $"The JSON has the escape \\u0000 before position {reader.BytesConsumed}, which cannot be stored. Remove it.";
                }

                if (reader.TokenType == JsonTokenType.Number && !IsDouble(in reader))
                {
                    var number = Mended(Encoding.UTF8.GetString(reader.ValueSpan), 40);
                    return $"The number {number} is larger, or nearer to zero, than a double can be. Make it a text.";
                }
            }

            return null;
        }
        catch (JsonException exception)
        {
            return $"The text is not valid JSON: {exception.Message}";
        }
        catch (InvalidOperationException)
        {
            // The reader's error for an escaped half of a surrogate pair.
            return "The JSON has an escape \\ud800 to \\udfff without its other half, which is not a character. Remove it.";
        }
    }

    /// <summary>PostgreSQL keeps a number with all its digits, up to a limit that an exponent easily passes.</summary>
    private static bool IsDouble(in Utf8JsonReader reader)
        => reader.TryGetDouble(out var number) && double.IsFinite(number)
            && (number != 0 || reader.ValueSpan[..Exponent(reader.ValueSpan)].IndexOfAnyInRange((byte)'1', (byte)'9') < 0);

    private static int Exponent(ReadOnlySpan<byte> number) => number.IndexOfAny("eE"u8) is >= 0 and var index ? index : number.Length;

    /// <summary>Text from a driver or a user, cut and repaired, for a place where it must not be refused.</summary>
    public static string Mended(string text, int maxLength)
    {
        var mended = new StringBuilder(Math.Min(text.Length, maxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            var stored = rune.Value == 0 ? Rune.ReplacementChar : rune;
            if (mended.Length + stored.Utf16SequenceLength > maxLength)
            {
                break;
            }

            mended.Append(stored);
        }

        return mended.ToString();
    }
}
