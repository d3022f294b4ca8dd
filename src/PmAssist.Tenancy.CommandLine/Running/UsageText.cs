using System.CommandLine;
using System.Text.RegularExpressions;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>What is wrong with a command line, with what was probably meant.</summary>
internal static partial class UsageText
{
    public static string Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var path = CommandTree.PathOf(command);
        var help = $"See '{(path.Length > 0 ? path + " " : "")}--help'.";
        if (parsed.UnmatchedTokens is not [var token, ..])
        {
            return string.Join(' ', parsed.Errors.Select(e => Plain(e.Message)).Distinct()) + $" {help}";
        }

        if (token.StartsWith('-'))
        {
            return $"{NoOption(command, token)} {help}";
        }

        var place = path.Length > 0 ? $"'{path}'" : "The command line";
        return command is Verb
            ? $"'{path}' has no place for '{token}'. {help}"
            : $"{place} has no verb '{token}'.{Nearest.Question(token, command.Subcommands.Select(c => c.Name))} {help}";
    }

    /// <summary>An option that there is not, with what was probably meant.</summary>
    public static string NoOption(Command command, string token)
    {
        var options = Enumerable.Empty<Option>();
        for (var symbol = command; symbol is not null; symbol = symbol.Parents.OfType<Command>().FirstOrDefault())
        {
            options = options.Concat(symbol.Options);
        }

        return $"'{CommandTree.PathOf(command)}' has no option '{token}'.{Nearest.Question(token, options.Select(o => o.Name))}";
    }

    /// <summary>The parser's message without types of .NET, on one line.</summary>
    private static string Plain(string message)
        => BadValue().Match(message) is { Success: true } bad
            ? $"'{bad.Groups[1].Value}' is no value of {bad.Groups[2].Value}."
            : string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex("^Cannot parse argument '(.*)' for (?:option|command) '(.*?)'")]
    private static partial Regex BadValue();
}
