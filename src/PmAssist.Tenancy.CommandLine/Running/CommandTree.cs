using System.CommandLine;
using System.CommandLine.Completions;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>All verbs, and the options that each of them has.</summary>
internal sealed class CommandTree
{
    /// <summary>May come before the verb, where the host's own options are.</summary>
    private static readonly HashSet<string> OwnOptions = ["--json", "--yes", "-y", "--actor", "--verbose", "--help", "-h", "-?"];

    private CommandTree(IServiceProviderIsService? registered)
    {
        Root = new RootCommand("The operator's command line of PmAssist.Tenancy.");
        Root.Options.Clear();
        foreach (var option in (Option[])[Json, Yes, Actor, Verbose, Help])
        {
            option.Recursive = true;
            Root.Options.Add(option);
        }

        foreach (var command in VerbList.Create(registered))
        {
            Root.Subcommands.Add(command);
        }

        foreach (var argument in VerbsIn(Root).SelectMany(v => v.Arguments).Where(a => a.Name == Selection.NameOfWorkspace))
        {
            argument.CompletionSources.Add(context => Slugs(context.WordToComplete).Select(slug => new CompletionItem(slug)));
        }
    }

    public RootCommand Root { get; }

    /// <summary>What a shell that completes a workspace is given, of what stands there. Default: nothing.</summary>
    public Func<string, IEnumerable<string>> Slugs { get; set; } = _ => [];

    public Option<bool> Json { get; } = new("--json") { Description = "Answers with a JSON document." };

    public Option<bool> Yes { get; } = new("--yes", "-y") { Description = "Answers what would be asked with yes." };

    public Option<string?> Actor { get; } = new("--actor")
    {
        Description = "Who is told to the audit log. Default: the user of the operating system.",
        HelpName = "user",
    };

    public Option<bool> Verbose { get; } = new("--verbose") { Description = "Shows the host's log, and errors with their details." };

    public Option<bool> Help { get; } = new("--help", "-h", "-?") { Description = "Shows this." };

    /// <param name="services">The host's services; a verb whose package they lack is left out. Null for all verbs.</param>
    public static CommandTree Create(IServiceProvider? services) => new(services?.GetService<IServiceProviderIsService>());

    /// <summary>An operator's part of a program's arguments; null if it names no verb, nor nearly one, so that the host runs.</summary>
    public static IReadOnlyList<string>? VerbIn(IReadOnlyList<string> args)
    {
        var rest = args.Skip(HostArguments.Count(args, OwnOptions)).ToList();
        return rest is [var first, ..]
            && (first.StartsWith('[') || OwnOptions.Contains(first)
                || Nearest.To(first, Create(services: null).Root.Subcommands.Select(c => c.Name)) is not null)
            ? rest
            : null;
    }

    /// <summary>A verb with the groups that it is in, for example <c>workspaces members add</c>.</summary>
    public static string PathOf(Command command)
    {
        var names = new Stack<string>();
        for (var symbol = command; symbol is not (null or RootCommand); symbol = symbol.Parents.OfType<Command>().FirstOrDefault())
        {
            names.Push(symbol.Name);
        }

        return string.Join(' ', names);
    }

    /// <summary>All verbs below a command, itself among them.</summary>
    public static IEnumerable<Verb> VerbsIn(Command command)
        => command.Subcommands.SelectMany(VerbsIn).Concat(command is Verb verb ? [verb] : []);
}
