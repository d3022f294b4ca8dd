using System.CommandLine.Parsing;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>One of a few words, as a value of an enum.</summary>
internal static class ChoiceText
{
    /// <summary>Reads one; what is none becomes an error that has them all.</summary>
    public static T Parse<T>(ArgumentResult result)
        where T : struct, Enum
    {
        var text = result.Tokens[0].Value;
        var names = Enum.GetNames<T>().Select(n => n.ToLowerInvariant()).ToList();
        if (names.Contains(text.ToLowerInvariant()) && Enum.TryParse<T>(text, ignoreCase: true, out var value))
        {
            return value;
        }

        result.AddError($"'{text}' is none of {string.Join(", ", names)}.{Nearest.Question(text, names)}");
        return default;
    }
}
