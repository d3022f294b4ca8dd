using System.CommandLine;
using System.CommandLine.Parsing;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>One thing that an operator can ask for.</summary>
/// <param name="name">The last word of it.</param>
/// <param name="description">What it does, in a sentence or two.</param>
/// <param name="document">The document that it answers with, for its schema.</param>
/// <param name="examples">Whole commands, without the program's name.</param>
internal abstract class Verb(string name, string description, Type document, params IReadOnlyList<string> examples)
    : Command(name, description)
{
    public IReadOnlyList<string> Examples => examples;

    public Type Document => document;

    /// <summary>Does it. What it throws becomes a <see cref="Failure"/>.</summary>
    public abstract Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken);

    protected T With<T>(T symbol)
        where T : Symbol
    {
        switch (symbol)
        {
            case Option option:
                Options.Add(option);
                break;
            case Argument argument:
                argument.Validators.Add(RefuseOptions);
                Arguments.Add(argument);
                break;
        }

        return symbol;
    }

    /// <summary>What looks like an option is a mistyped one, not a value.</summary>
    private void RefuseOptions(ArgumentResult result)
    {
        if (result.Tokens.FirstOrDefault(t => t.Value.StartsWith("--", StringComparison.Ordinal)) is { } token)
        {
            result.AddError(UsageText.NoOption(this, token.Value));
        }
    }
}
