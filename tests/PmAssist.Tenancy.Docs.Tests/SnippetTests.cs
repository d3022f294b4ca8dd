using System.Text.RegularExpressions;

namespace PmAssist.Tenancy.Docs.Tests;

/// <summary>The C# on every page is the text of a region that the build compiles.</summary>
public sealed partial class SnippetTests
{
    public static TheoryData<string> Pages => [.. Repository.Pages];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_csharp_block_of_a_page_is_compiled(string page)
    {
        var regions = Regions().Select(r => r.Text).ToHashSet();
        Markdown.Blocks(Repository.Read(page), "csharp").Where(block => !regions.Contains(block))
            .Should().BeEmpty("each block must be the text between #region and #endregion in docs/Snippets");
    }

    [Fact]
    public void Every_region_is_shown_on_a_page()
    {
        var blocks = Repository.Pages.SelectMany(page => Markdown.Blocks(Repository.Read(page), "csharp")).ToHashSet();
        Regions().Where(r => !blocks.Contains(r.Text)).Select(r => r.Name).Should().BeEmpty("a region that no page shows can go");
    }

    [Fact]
    public void Regions_have_names_of_their_own()
        => Regions().Select(r => r.Name).Should().OnlyHaveUniqueItems().And.NotBeEmpty();

    [Fact]
    public void Csharp_is_marked_as_csharp()
        => Repository.Pages.SelectMany(
            page => Markdown.Blocks(Repository.Read(page), "cs").Concat(Markdown.Blocks(Repository.Read(page), "c#")))
            .Should().BeEmpty("blocks are found by ```csharp");

    private static IEnumerable<(string Name, string Text)> Regions()
        => Repository.SnippetFiles.SelectMany(file => Region().Matches(Repository.Read(file)))
            .Select(m => (m.Groups["name"].Value, Markdown.Dedent(m.Groups["text"].Value)));

    [GeneratedRegex(@"^[ ]*#region (?<name>[\w-]+)\n(?<text>.*?)^[ ]*#endregion$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Region();
}
