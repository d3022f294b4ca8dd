using System.Text.RegularExpressions;

namespace PmAssist.Tenancy.Docs.Tests;

/// <summary>What the tests read out of a page.</summary>
internal static partial class Markdown
{
    /// <summary>The fenced blocks of one language, without their indentation.</summary>
    public static IEnumerable<string> Blocks(string text, string language)
        => Block().Matches(text).Where(m => m.Groups["language"].Value == language).Select(m => Dedent(m.Groups["text"].Value));

    /// <summary>The targets of links and pictures outside code.</summary>
    public static IEnumerable<string> Links(string text)
        => Link().Matches(InlineCode().Replace(Block().Replace(text, ""), "")).Select(m => m.Groups["target"].Value);

    /// <summary>The anchors that GitHub makes of a page's headings.</summary>
    public static IEnumerable<string> Anchors(string text)
        => Heading().Matches(Block().Replace(text, ""))
            .Select(m => NoAnchorCharacter().Replace(m.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    /// <summary>Takes away what all lines are indented by.</summary>
    public static string Dedent(string text)
    {
        var lines = text.Trim('\n').Split('\n');
        var indentation = lines.Where(l => l.Trim().Length > 0).Select(l => l.Length - l.TrimStart().Length).DefaultIfEmpty().Min();
        return string.Join('\n', lines.Select(l => (l.Length > indentation ? l[indentation..] : "").TrimEnd())).Trim('\n');
    }

    [GeneratedRegex(@"^[ ]*```(?<language>[\w#+-]*)[^\n]*\n(?<text>.*?)^[ ]*```[ ]*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("`[^`\n]*`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"\[[^\]\n]*\]\((?<target>[^)\s]+)[^)\n]*\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#{1,6} (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex NoAnchorCharacter();
}
