using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace PmAssist.Tenancy.SqlServer.Tests.Recording;

/// <summary>Microsoft's own T-SQL parser.</summary>
internal static class TSql
{
    public static readonly SqlVersion Newest = Enum.GetValues<SqlVersion>().Max();

    /// <summary>The errors of a text at a level, none if it parses.</summary>
    public static IEnumerable<string> ErrorsIn(string text, SqlVersion version)
    {
        using var reader = new StringReader(text);
        TSqlParser.CreateParser(version, initialQuotedIdentifiers: true).Parse(reader, out var errors);
        return errors.Select(e => $"{e.Message} (line {e.Line}) in: {text}");
    }

    public static TSqlScript Parse(string text)
    {
        using var reader = new StringReader(text);
        var script = TSqlParser.CreateParser(Newest, initialQuotedIdentifiers: true).Parse(reader, out var errors);
        return errors.Count == 0
            ? (TSqlScript)script
            : throw new ArgumentException($"{errors[0].Message} (line {errors[0].Line}) in: {text}");
    }

    /// <summary>The text of strings that are run with EXEC(N'…'), which the parser does not look into.</summary>
    public static IEnumerable<string> TextsRunBy(string text)
        => Find<ExecutableStringList>(text)
            .Where(list => list.Strings.All(s => s is StringLiteral))
            .Select(list => string.Concat(list.Strings.Cast<StringLiteral>().Select(s => s.Value)));

    /// <summary>Everything of one kind in a text, at any depth.</summary>
    public static IReadOnlyList<T> Find<T>(string text)
        where T : TSqlFragment
        => Find<T>(Parse(text));

    /// <summary>Everything of one kind in a part of a text, itself included.</summary>
    public static IReadOnlyList<T> Find<T>(TSqlFragment fragment)
        where T : TSqlFragment
    {
        var finder = new Finder<T>();
        fragment.Accept(finder);
        return finder.Found;
    }

    /// <summary>A part's own text.</summary>
    public static string TextOf(TSqlFragment fragment)
        => string.Concat(fragment.ScriptTokenStream.Take(fragment.LastTokenIndex + 1).Skip(fragment.FirstTokenIndex).Select(t => t.Text));

    private sealed class Finder<T> : TSqlFragmentVisitor
        where T : TSqlFragment
    {
        public List<T> Found { get; } = [];

        public override void Visit(TSqlFragment fragment)
        {
            if (fragment is T found)
            {
                Found.Add(found);
            }
        }
    }
}
