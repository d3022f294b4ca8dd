using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>One run of a verb, from its text to the exit code.</summary>
internal sealed class CommandLineRun(IServiceProvider services, Terminal terminal)
{
    private readonly CommandTree _tree = CommandTree.Create(services);

    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        var parsed = _tree.Root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (args is [var first, ..] && first.StartsWith('['))
        {
            HostLogs.Redirect(services.GetService<IConfiguration>(), isVerbose: false);
            await new Suggestions(services, _tree).WriteAsync(args, terminal.Out, cancellationToken).ConfigureAwait(false);
            return (int)ExitCode.Done;
        }

        var command = parsed.CommandResult.Command;
        if (parsed.GetValue(_tree.Help))
        {
            HelpPage.Write(terminal.Out, _tree.Root, command, ProgramName);
            return (int)ExitCode.Done;
        }

        if (command is not Verb verb)
        {
            return Refuse(parsed, command);
        }

        var name = CommandTree.PathOf(verb);
        var asJson = parsed.GetValue(_tree.Json);
        var answer = parsed.Errors.Count > 0
            ? Failure.Of(new UsageException(UsageText.Of(parsed)), isVerbose: false)
            : await AnswerAsync(verb, parsed, cancellationToken).ConfigureAwait(false);
        return (int)Write(name, answer, asJson);
    }

    /// <returns>The answer's exit code, or <see cref="ExitCode.Partial"/> if what was done could not be told.</returns>
    private ExitCode Write(string verb, Answer answer, bool asJson)
    {
        try
        {
            new AnswerWriter(terminal).Write(verb, answer, asJson);
            return answer.Exit;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine(
                $"'{verb}' has ended with the exit code {(int)answer.Exit}, but the answer could not be written: {exception.Message}");
            return answer.Exit == ExitCode.Done ? ExitCode.Partial : answer.Exit;
        }
    }

    /// <summary>What the program is called in a shell: as the host's application, else as its file.</summary>
    public static string NameOf(IServiceProvider services)
        => services.GetService<IHostEnvironment>()?.ApplicationName
            ?? Path.GetFileNameWithoutExtension(Environment.ProcessPath)
            ?? "program";

    private string ProgramName => NameOf(services);

    private async Task<Answer> AnswerAsync(Verb verb, ParseResult parsed, CancellationToken cancellationToken)
    {
        var isVerbose = parsed.GetValue(_tree.Verbose);
        HostLogs.Redirect(services.GetService<IConfiguration>(), isVerbose);
        using var interruption = new Interruption(terminal.Error, cancellationToken);
        try
        {
            var scope = services.CreateAsyncScope();
            await using var end = scope.ConfigureAwait(false);
            var clock = services.GetRequiredService<TimeProvider>();
            using var progress = new ProgressLine(terminal, clock, $"{CommandTree.PathOf(verb)}:");
            var run = new VerbRun(scope.ServiceProvider, parsed, _tree, terminal, progress);
            return await verb.RunAsync(run, interruption.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The one place that turns an error into an exit code.
            return Failure.Of(exception, isVerbose);
        }
    }

    /// <summary>A group alone, or a verb that is none.</summary>
    private int Refuse(ParseResult parsed, Command group)
    {
        if (parsed.UnmatchedTokens.Count > 0)
        {
            terminal.Error.WriteLine(UsageText.Of(parsed));
        }
        else
        {
            HelpPage.Write(terminal.Error, _tree.Root, group, ProgramName);
        }

        return (int)ExitCode.Usage;
    }
}
