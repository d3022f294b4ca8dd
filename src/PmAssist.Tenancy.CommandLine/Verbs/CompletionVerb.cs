using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="CompletionScript"/>.</summary>
internal sealed class CompletionVerb : Verb
{
    private readonly Argument<string> _shell;
    private readonly Option<string?> _program;

    public CompletionVerb()
        : base(
            "completion",
            "Writes what a shell needs to complete verbs and options.",
            typeof(Completion),
            "completion bash >> ~/.bashrc",
            "completion pwsh >> $PROFILE")
    {
        _shell = With(new Argument<string>("shell") { Description = "bash, zsh or pwsh." });
        _shell.AcceptOnlyFromAmong([.. CompletionScript.Shells]);
        _program = With(new Option<string?>("--program")
        {
            Description = "What the program is called in the shell. Default: its own name.",
            HelpName = "name",
        });
    }

    public override Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var (shell, program) = (run.Value(_shell), run.Value(_program) ?? run.ProgramName);
        if (!program.All(c => char.IsAsciiLetterOrDigit(c) || "_-./\\:~".Contains(c)))
        {
            throw new UsageException($"'{program}' is no word in a shell. Say --program with the program's name or path, without spaces.");
        }

        var script = CompletionScript.For(shell, program);
        return Task.FromResult(new Answer(ExitCode.Done, new Completion(shell, program, script), new Lines(script)));
    }

    /// <summary>A script for a shell.</summary>
    internal sealed record Completion(string Shell, string Program, string Script);
}
