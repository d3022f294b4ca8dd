using System.Text.RegularExpressions;

namespace PmAssist.Tenancy;

/// <summary>Finds the statements of a text, as psql and Npgsql do: a semicolon ends one unless it is quoted or in parentheses.</summary>
internal static partial class SqlStatements
{
    /// <summary>The statements, without the semicolons after them. A text with a <c>BEGIN ATOMIC</c> body is left whole.</summary>
    public static IEnumerable<string> Split(string text)
    {
        if (AtomicBody().IsMatch(text))
        {
            return [text.TrimEnd()];
        }

        var statements = new List<string>();
        var (start, depth) = (0, 0);
        foreach (var token in Tokens().EnumerateMatches(text))
        {
            depth += text[token.Index] switch { '(' => 1, ')' => -1, _ => 0 };
            if (text[token.Index] == ';' && depth == 0)
            {
                statements.Add(text[start..token.Index]);
                start = token.Index + 1;
            }
        }

        return [.. statements.Append(text[start..]).Select(s => s.Trim()).Where(s => s.Length > 0)];
    }

    [GeneratedRegex(@"\bBEGIN\s+ATOMIC\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AtomicBody();

    // postgresql.org/docs/current/sql-syntax-lexical.html: texts with and without escapes, names, dollar quotes, and comments, which nest.
    [GeneratedRegex("""
        (?<![\w$]) [eE] '(?: [^'\\] | \\. | '' )*'
        | '(?: [^'] | '' )*'
        | "(?: [^"] | "" )*"
        | (?<![\w$]) \$ (?<tag> (?: [^\W\d]\w* )? ) \$ .*? \$\k<tag>\$
        | --[^\r\n]*
        | /\* (?> /\* (?<depth>) | \*/ (?<-depth>) | (?! /\* | \*/ ) . )* (?(depth)(?!)) \*/
        | [;()]
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();
}
