using System.Buffers;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Replaces the template's name with a workspace's schema in a command's text, and refuses a text that names another
/// workspace's schema.
/// </summary>
internal static class SchemaText
{
    private const int HexLength = WorkspaceSchema.Length - 3;

    /// <summary>On a line of its own: the text may end with a comment.</summary>
    private const string Tag = "\n-- ";

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>
    /// One pass, one string. All schema names have the same length, so the result has the length of
    /// <paramref name="text"/> and names are overwritten in place. Literals are examined, parameters are not.
    /// </summary>
    /// <exception cref="CrossWorkspaceAccessException">The text names a third schema, or writes one with an escape.</exception>
    public static string Bind(string text, WorkspaceSchema schema)
    {
        EscapedName.ThrowIfIn(text, schema);
        var first = NextName(text, 0);
        return first < 0
            ? text
            : string.Create(text.Length, (Text: text, First: first, Schema: schema.Name), static (result, state) => Fill(result, state));
    }

    /// <summary><see cref="Bind"/>, with the schema's name in a comment at the end, where it affects no statement.</summary>
    /// <exception cref="CrossWorkspaceAccessException">The text names a third schema, or writes one with an escape.</exception>
    public static string BindAndTag(string text, WorkspaceSchema schema)
    {
        EscapedName.ThrowIfIn(text, schema);
        return string.Create(
            text.Length + Tag.Length + WorkspaceSchema.Length,
            (Text: text, First: NextName(text, 0), Schema: schema.Name),
            static (result, state) =>
            {
                Fill(result, state);
                Tag.CopyTo(result[state.Text.Length..]);
                state.Schema.CopyTo(result[(state.Text.Length + Tag.Length)..]);
            });
    }

    private static void Fill(Span<char> result, (string Text, int First, string Schema) state)
    {
        state.Text.CopyTo(result);
        for (var at = state.First; at >= 0; at = NextName(state.Text, at + WorkspaceSchema.Length))
        {
            var name = state.Text.AsSpan(at, WorkspaceSchema.Length);
            if (name.Equals(WorkspaceSchema.TemplateName, StringComparison.OrdinalIgnoreCase))
            {
                state.Schema.CopyTo(result[at..]);
            }
            else if (!name.Equals(state.Schema, StringComparison.OrdinalIgnoreCase))
            {
                throw new CrossWorkspaceAccessException(state.Schema, name.ToString());
            }
        }
    }

    private static int NextName(string text, int start)
    {
        while (true)
        {
            var span = text.AsSpan(start);
            var found = span.IndexOf(WorkspaceSchema.Prefix, StringComparison.OrdinalIgnoreCase);
            if (found < 0)
            {
                return -1;
            }

            var digits = span[(found + WorkspaceSchema.Prefix.Length)..];
            if (digits.Length < HexLength)
            {
                return -1;
            }

            if (!digits[..HexLength].ContainsAnyExcept(HexDigits))
            {
                return start + found;
            }

            start += found + WorkspaceSchema.Prefix.Length;
        }
    }
}
