namespace PmAssist.Tenancy.Providers;

/// <summary>
/// Takes the text of a table apart: SQLite keeps its columns and constraints in no other way that has all of them
/// (sqlite.org/lang_createtable.html). What stands between them, and their order, does not count.
/// </summary>
internal static class SqliteTableText
{
    private static readonly Dictionary<string, SchemaObjectKind> Constraints = new(StringComparer.OrdinalIgnoreCase)
    {
        ["PRIMARY"] = SchemaObjectKind.PrimaryKey,
        ["UNIQUE"] = SchemaObjectKind.Unique,
        ["CHECK"] = SchemaObjectKind.Check,
        ["FOREIGN"] = SchemaObjectKind.ForeignKey,
    };

    public static IEnumerable<SchemaObject> Parts(SchemaObject table)
    {
        var tokens = TokensOf(table.Definition).ToList();
        var first = tokens.IndexOf("(");
        if (first < 0 || tokens.Take(first).Contains("VIRTUAL", StringComparer.OrdinalIgnoreCase))
        {
            yield return table;
            yield break;
        }

        var elements = new List<List<string>> { new() };
        var (at, depth) = (first + 1, 1);
        for (; at < tokens.Count; at++)
        {
            depth += tokens[at] switch { "(" => 1, ")" => -1, _ => 0 };
            if (depth == 0)
            {
                break;
            }

            if (depth == 1 && tokens[at] == ",")
            {
                elements.Add([]);
            }
            else
            {
                elements[^1].Add(tokens[at]);
            }
        }

        yield return new SchemaObject(table.Kind, "", table.Name, $"TABLE {string.Join(' ', tokens.Skip(at + 1))}".TrimEnd());
        foreach (var element in elements.Where(e => e.Count > 0))
        {
            yield return PartOf(table.Name, element);
        }
    }

    private static SchemaObject PartOf(string table, List<string> element)
    {
        var isNamed = element.Count > 2 && element[0].Equals("CONSTRAINT", StringComparison.OrdinalIgnoreCase);
        var rest = string.Join(' ', isNamed ? element.Skip(2) : element);
        return Constraints.TryGetValue(element[isNamed ? 2 : 0], out var kind)
            ? new SchemaObject(kind, table, isNamed ? Unquoted(element[1]) : $"({rest})", rest)
            : new SchemaObject(SchemaObjectKind.Column, table, Unquoted(element[0]), string.Join(' ', element.Skip(1)));
    }

    private static string Unquoted(string name)
        => name.Length > 1 && name[0] is '"' or '`' or '['
            ? name[1..^1].Replace(new string(name[0], 2), name[..1], StringComparison.Ordinal)
            : name;

    /// <summary>Words, quoted names and texts, and single characters; without blanks and comments.</summary>
    private static IEnumerable<string> TokensOf(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var start = at;
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
            }
            else if (At("--") || At("/*"))
            {
                var end = text.IndexOf(At("--") ? "\n" : "*/", at + 2, StringComparison.Ordinal);
                at = end < 0 ? text.Length : end + (At("--") ? 1 : 2);
            }
            else if (text[at] is '"' or '`' or '[' or '\'')
            {
                at = EndOfQuoted(text, at);
                yield return text[start..at];
            }
            else if (IsOfWord(text[at]))
            {
                while (at < text.Length && IsOfWord(text[at]))
                {
                    at++;
                }

                yield return text[start..at];
            }
            else
            {
                yield return text[at++].ToString();
            }

            bool At(string mark) => string.CompareOrdinal(text, at, mark, 0, mark.Length) == 0;
        }
    }

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '$' or '.';

    /// <summary>A quote is doubled inside, but for a bracket.</summary>
    private static int EndOfQuoted(string text, int start)
    {
        var close = text[start] == '[' ? ']' : text[start];
        for (var at = start + 1; at < text.Length; at++)
        {
            if (text[at] != close)
            {
                continue;
            }

            if (close == ']' || at + 1 == text.Length || text[at + 1] != close)
            {
                return at + 1;
            }

            at++;
        }

        return text.Length;
    }
}
