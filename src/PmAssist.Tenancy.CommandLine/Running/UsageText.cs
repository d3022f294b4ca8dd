using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>What is wrong with a command line, with what was probably meant.</summary>
internal static class UsageText
{
    public static string Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var path = CommandTree.PathOf(command);
        var help = $"See '{(path.Length > 0 ? path + " " : "")}--help'.";
        if (parsed.UnmatchedTokens is not [var token, ..])
        {
            return string.Join(' ', parsed.Errors.Select(e => e.Message).Distinct()) + $" {help}";
        }

        if (token.StartsWith('-'))
        {
            return $"'{path}' has no option '{token}'.{Nearest.Question(token, OptionsOf(parsed))} {help}";
        }

        var place = path.Length > 0 ? $"'{path}'" : "The command line";
        return command is Verb
            ? $"'{path}' has no place for '{token}'. {help}"
            : $"{place} has no verb '{token}'.{Nearest.Question(token, command.Subcommands.Select(c => c.Name))} {help}";
    }

    private static IEnumerable<string> OptionsOf(ParseResult parsed)
        => parsed.CommandResult.Command.Options.Concat(parsed.RootCommandResult.Command.Options).Select(o => o.Name);
}
