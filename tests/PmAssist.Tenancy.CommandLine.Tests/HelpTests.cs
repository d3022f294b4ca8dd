using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Tests;

/// <summary>The help of every verb can be read, and its examples can be typed.</summary>
public sealed class HelpTests
{
    private static readonly CommandTree Tree = CommandTree.Create(services: null);

    public static TheoryData<string> Paths => [.. All(Tree.Root).Select(CommandTree.PathOf)];

    public static TheoryData<string> Verbs => [.. CommandTree.VerbsIn(Tree.Root).Select(CommandTree.PathOf)];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Help_fits_80_columns(string path)
    {
        var writer = new StringWriter();
        HelpPage.Write(writer, Tree.Root, All(Tree.Root).Single(c => CommandTree.PathOf(c) == path), "Contoso.Shop.Web");

        var lines = writer.ToString().ReplaceLineEndings("\n").Split('\n');
        lines.Where(line => line.Length > 80).Should().BeEmpty();
        lines.Should().Contain("Usage:").And.Contain("Options of all verbs:");
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Every_example_is_of_its_verb_and_can_be_typed(string path)
    {
        var verb = CommandTree.VerbsIn(Tree.Root).Single(v => CommandTree.PathOf(v) == path);
        verb.Examples.Should().NotBeEmpty();
        foreach (var example in verb.Examples)
        {
            var parsed = Tree.Root.Parse(example.Split(" >", 2)[0]);
            parsed.Errors.Select(e => e.Message).Should().BeEmpty(example);
            parsed.CommandResult.Command.Should().BeSameAs(verb, example);
        }
    }

    [Fact]
    public void Every_option_and_argument_is_described_in_a_sentence()
        => All(Tree.Root).SelectMany(c => c.Options.Cast<Symbol>().Concat(c.Arguments).Append(c))
            .Where(s => s.Description is not { Length: > 0 } text || !(text.EndsWith('.') || text.EndsWith('>')))
            .Select(s => s.Name).Should().BeEmpty();

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Append(command);
}
