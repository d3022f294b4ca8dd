using System.Globalization;
using System.Text.RegularExpressions;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>SQL that is the same on every engine.</summary>
internal static partial class SqlText
{
    /// <summary>
    /// Stands for the workspace of rows that have none: no key has this character, which PostgreSQL's text cannot hold either.
    /// </summary>
    public const string NoKey = "\0";

    /// <summary>A key of the source database.</summary>
    public static string Key(CutoverDialect dialect, object value)
        => value switch
        {
            string text => dialect.Literal(text),
            Guid id => $"'{id}'",
            IFormattable number => number.ToString(format: null, CultureInfo.InvariantCulture),
            _ => throw new CutoverException($"A workspace's key of the type {value.GetType().Name} is not supported."),
        };

    public static string List(IEnumerable<string> values) => string.Join(", ", values);

    public static string And(IEnumerable<string> conditions)
        => string.Join(" AND ", conditions.Select(c => $"({c})").DefaultIfEmpty("1 = 1"));

    public static string Or(IEnumerable<string> conditions) => string.Join(" OR ", conditions.Select(c => $"({c})"));

    /// <summary>A key of several columns, for people.</summary>
    public static string Join(IEnumerable<object?> values)
        => string.Join(",", values.Select(v => System.Convert.ToString(v, CultureInfo.InvariantCulture)));

    /// <summary>A key of several columns, such that no two are alike.</summary>
    public static string Unambiguous(IEnumerable<object?> values)
        => string.Concat(values.Select(v => System.Convert.ToString(v, CultureInfo.InvariantCulture)!).Select(v => $"{v.Length}:{v}"));

    /// <summary>A driver's message as a sentence, with a full stop at its end.</summary>
    public static string Sentence(string text)
    {
        var trimmed = text.TrimEnd();
        return trimmed.Length > 0 && trimmed[^1] is '.' or '!' or '?' ? trimmed : trimmed + ".";
    }

    /// <summary>A type's name without its length, <c>timestamp(3) with time zone</c> for example.</summary>
    public static string WithoutLength(string type) => Length().Replace(type, "");

    [GeneratedRegex(@"\([^)]*\)")]
    private static partial Regex Length();
}
