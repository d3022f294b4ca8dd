using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PmAssist.Tenancy.CommandLine.Internal;

namespace PmAssist.Tenancy.Specifications.CommandLine;

/// <summary>
/// Types verbs into a host's command line, in this process. Whatever answers with a document is checked against its schema. Progress, which
/// a slow machine shows and a fast one does not, is left out.
/// </summary>
public sealed partial class Shell(IServiceProvider services)
{
    private static readonly string Schemas = Path.Combine(RepositoryRoot.Path, "docs", "schemas");

    /// <summary>What is typed when a verb asks; null where nobody is there.</summary>
    public string? Reply { get; init; }

    /// <summary>Runs a verb as it is written in a shell: words with blanks are in double quotes.</summary>
    public async Task<Said> RunAsync(string line, CancellationToken? cancellationToken = null)
    {
        var args = Words(line);
        var (output, error) = (new StringWriter(), new StringWriter());
        var terminal = new Terminal { Out = output, Error = error, In = new StringReader(Reply ?? ""), CanAsk = Reply is not null };
        var exit = await new CommandLineRun(services, terminal).RunAsync(args, cancellationToken ?? TestContext.Current.CancellationToken);
        var said = new Said(exit, output.ToString().ReplaceLineEndings("\n"), Progress().Replace(error.ToString().ReplaceLineEndings("\n"), ""));
        if (args.Contains("--json"))
        {
            Check(said);
        }

        return said;
    }

    /// <summary>Runs a verb that has to end in a certain way.</summary>
    public async Task<Said> ExpectAsync(int exit, string line)
    {
        var said = await RunAsync(line);
        said.Exit.Should().Be(exit, "'{0}' said {1}{2}", line, said.Out, said.Error);
        return said;
    }

    public static IReadOnlyList<string> Words(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var (words, word, inQuotes, isOpen) = (new List<string>(), new StringBuilder(), false, false);
        foreach (var c in line)
        {
            if (c == '"')
            {
                (inQuotes, isOpen) = (!inQuotes, true);
            }
            else if (c == ' ' && !inQuotes)
            {
                if (isOpen)
                {
                    words.Add(word.ToString());
                    word.Clear();
                }

                isOpen = false;
            }
            else
            {
                word.Append(c);
                isOpen = true;
            }
        }

        return isOpen ? [.. words, word.ToString()] : words;
    }

    [GeneratedRegex("^.+: (\\d+ (s|min)|.* a second, .*( left| s| min))\n", RegexOptions.Multiline)]
    private static partial Regex Progress();

    private static void Check(Said said)
    {
        var name = said.Json["error"] is not null ? "error" : said.Json["verb"]!.GetValue<string>().Replace(' ', '-');
        var schema = JsonNode.Parse(File.ReadAllText(Path.Combine(Schemas, name + ".json")))!.AsObject();
        JsonSchemaCheck.FindProblems(said.Json, schema).Should().BeEmpty("the document is {0}", said.Out);
        said.Json["exitCode"]!.GetValue<int>().Should().Be(said.Exit);
    }
}
