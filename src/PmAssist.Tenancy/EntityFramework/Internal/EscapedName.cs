using System.Text.RegularExpressions;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// A schema's name with one of its letters or digits written as an escape, as PostgreSQL reads them in <c>E'ws\x5f…'</c> and
/// <c>U&amp;"ws\005f…"</c>. It names a schema just as the plain name does, and is never written by accident.
/// </summary>
internal static partial class EscapedName
{
    private const char Backslash = '\\';

    /// <exception cref="CrossWorkspaceAccessException">The text has such a name.</exception>
    public static void ThrowIfIn(string text, WorkspaceSchema schema)
    {
        if (text.Contains(Backslash) && IsIn(text))
        {
            throw CrossWorkspaceAccessException.ForEscape(schema.Name);
        }
    }

    private static bool IsIn(string text)
    {
        for (var at = text.IndexOf(Backslash); at >= 0 && at + 1 < text.Length; at = text.IndexOf(Backslash, at + 1))
        {
            // Most backslashes are EF's ESCAPE '\', so the regular expression runs only if an escape may follow.
            if (char.IsAsciiHexDigit(text[at + 1]) || text[at + 1] is 'x' or 'X' or 'u' or 'U' or '+' or 's' or 'S' or '_')
            {
                foreach (var match in Name().EnumerateMatches(text))
                {
                    if (text.AsSpan(match.Index, match.Length).Contains(Backslash))
                    {
                        return true;
                    }
                }

                return false;
            }
        }

        return false;
    }

    // Each character as it is, in hexadecimal (\x5f, \005f, \u005f, \U0000005f, \+00005f), octal (\137, and \537, of which the server keeps
    // one byte; \60 before no octal digit) or after a backslash that means nothing (\_):
    // postgresql.org/docs/current/sql-syntax-lexical.html, "String Constants with C-Style Escapes" and "with Unicode Escapes".
    [GeneratedRegex(
        """
        (?:w|\\(?:(?:x|(?:u|U0000|\+00)?00)[57]7|[15][26]7))
        (?:\\?s|\\(?:(?:x|(?:u|U0000|\+00)?00)[57]3|[15][26]3))
        (?:\\?_|\\(?:(?:x|(?:u|U0000|\+00)?00)5f|[15]37))
        (?:[0-9a-f]|\\(?:[89acde]|(?:x|(?:u|U0000|\+00)?00)(?:3[0-9]|[46][1-6])
            |[04](?:6[0-7]|7[01])|(?:6[0-7]|7[01])(?![0-7])|[15][04][1-6])){32}
        """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Name();
}
