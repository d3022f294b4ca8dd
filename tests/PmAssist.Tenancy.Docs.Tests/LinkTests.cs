namespace PmAssist.Tenancy.Docs.Tests;

/// <summary>Links between pages lead somewhere.</summary>
public sealed class LinkTests
{
    public static TheoryData<string> MarkdownFiles => [.. Repository.MarkdownFiles];

    [Theory]
    [MemberData(nameof(MarkdownFiles))]
    public void Every_relative_link_of_a_page_resolves(string page)
        => Markdown.Links(Repository.Read(page)).Where(link => !Resolves(page, link)).Should().BeEmpty();

    private static bool Resolves(string page, string link)
    {
        if (link.Contains("://", StringComparison.Ordinal) || link.StartsWith("mailto:", StringComparison.Ordinal))
        {
            return true;
        }

        var parts = link.Split('#', 2);
        var file = parts[0].Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page) ?? "", parts[0]);
        var path = Path.GetFullPath(file, Repository.Root);
        return (File.Exists(path) || Directory.Exists(path))
            && (parts.Length == 1 || Markdown.Anchors(File.ReadAllText(path).ReplaceLineEndings("\n")).Contains(parts[1]));
    }
}
