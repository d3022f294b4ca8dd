using System.Text.RegularExpressions;

namespace PmAssist.Tenancy.Tests;

/// <summary>How the text of the repository is written: the length of its lines, its spelling, its words.</summary>
public sealed partial class TextTests
{
    private const int MaxLength = 140;

    /// <summary>Without the folders of migrations and snapshots, which <c>dotnet ef</c> writes as it likes.</summary>
    private static IEnumerable<string> Code
        => new[] { "src", "samples", "benchmarks", "eng", Path.Combine("docs", "Snippets") }
            .SelectMany(folder => SourceTree.Files(folder, "*.cs")).Where(f => !SourceTree.IsGenerated(f));

    private static IEnumerable<string> Tests => SourceTree.Files("tests", "*.cs").Where(f => !SourceTree.IsGenerated(f));

    private static IEnumerable<string> Pages
        => [.. SourceTree.Files("docs", "*.md"), .. Directory.GetFiles(SourceTree.Root, "*.md")];

    private static IEnumerable<string> Public => [.. SourceTree.Files("src", "*.cs"), .. Pages];

    [Fact]
    public void The_rules_for_texts_see_the_texts()
    {
        Code.Should().HaveCountGreaterThan(300).And.Contain(f => f.EndsWith("WorkspaceMigrator.cs", StringComparison.Ordinal))
            .And.NotContain(f => f.EndsWith("ModelSnapshot.cs", StringComparison.Ordinal));
        Tests.Should().HaveCountGreaterThan(300).And.Contain(f => f.EndsWith("TextTests.cs", StringComparison.Ordinal));
        Pages.Should().HaveCountGreaterThan(10).And.Contain(f => f.EndsWith("README.md", StringComparison.Ordinal));
    }

    [Fact]
    public void No_line_of_code_is_longer_than_140_characters()
        => Lines(Code).Concat(Tests.SelectMany(LinesOutsideOfRawStrings)).Where(l => l.Text.Length > MaxLength)
            .Select(l => $"{l.Place}: {l.Text.Length}").Should().BeEmpty();

    [Fact]
    public void The_spelling_is_American()
        => Lines(Public).SelectMany(l => British().Matches(l.Text), (l, word) => $"{l.Place}: {word.Value}").Should().BeEmpty();

    [Fact]
    public void The_language_is_plain()
        => Lines(Public).SelectMany(l => Odd().Matches(l.Text), (l, words) => $"{l.Place}: {words.Value}").Should().BeEmpty();

    [Theory]
    [InlineData("the behaviour that the catalogue recognises", "behaviour", "recognises")]
    [InlineData("a colourful, favourable run was cancelled", "colourful", "favourable", "cancelled")]
    [InlineData("the behavior that a canceled call recognizes; JobStatus.Cancelled, CancellationToken")]
    public void British_words_are_found_and_no_others(string text, params string[] words)
        => British().Matches(text).Select(m => m.Value).Should().Equal(words);

    /// <summary>The word of the design for the database that a cutover reads is the source.</summary>
    [Fact]
    public void The_cutover_calls_its_source_nothing_else()
        => Lines(Public.Where(f => f[SourceTree.Root.Length..].Contains("cutover", StringComparison.OrdinalIgnoreCase)))
            .SelectMany(l => Old().Matches(l.Text), (l, word) => $"{l.Place}: {word.Value}").Should().BeEmpty();

    /// <summary>A statement is put together from named parts, not inside the holes of its own text.</summary>
    [Fact]
    public void The_cutovers_SQL_has_no_text_built_inside_its_holes()
        => Lines(Code.Where(f => f[SourceTree.Root.Length..].Contains("PmAssist.Tenancy.Cutover", StringComparison.Ordinal)))
            .Where(l => Nested().IsMatch(l.Text)).Select(l => $"{l.Place}: {l.Text.Trim()}").Should().BeEmpty();

    private static IEnumerable<(string Place, string Text)> Lines(IEnumerable<string> files)
        => files.SelectMany(
            f => File.ReadLines(f).Select((text, i) => ($"{Path.GetRelativePath(SourceTree.Root, f)}:{i + 1}", text)));

    /// <summary>Tests assert the SQL of the engines as it is sent, so the lines of a raw string may be longer.</summary>
    private static IEnumerable<(string Place, string Text)> LinesOutsideOfRawStrings(string file)
    {
        var isInside = false;
        foreach (var line in Lines([file]))
        {
            if (!isInside)
            {
                yield return line;
            }

            isInside ^= RawQuotes().Count(line.Text) % 2 == 1;
        }
    }

    [GeneratedRegex("\"{3,}")]
    private static partial Regex RawQuotes();

    /// <summary>Names of values such as <c>JobStatus.Cancelled</c> are as a database has them; "catalogue" is the design's word.</summary>
    [GeneratedRegex(
        @"\bcancelling\b|\b(?-i:cancelled)\b|\b\w*(?:behaviour|colour|favour|honour|neighbour|labell|modelled)\w*"
        + @"|\b(?:un)?(?:recogni|organi|initiali|seriali|normali|summari|minimi|optimi|customi|generali|speciali|synchroni|authori)"
        + @"s(?:e|ed|es|ing|ation)\b|\banaly(?:se|sed|sing)\b"
        + @"|\b(?:afterwards|towards|whilst|amongst|learnt|licence|centre|grey|artefacts?)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex British();

    [GeneratedRegex(
        @"\b(?:was|were) not had\b|\bcannot be had\b|\bgone on with\b|\btake[ns]? for the same\b|\bwhoever is behind\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Odd();

    [GeneratedRegex("""\$"[^"]*\{[^{}]*(?:\$"|string\.Join)""")]
    private static partial Regex Nested();

    [GeneratedRegex(@"\b[Oo]ld\b|\bold[A-Z]\w*|\b_?[Oo]ld[A-Z]\w*")]
    private static partial Regex Old();
}
