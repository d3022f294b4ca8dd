using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>What a verb works with: the host's services, its options, and somebody to talk to.</summary>
internal sealed class VerbRun(IServiceProvider services, ParseResult parsed, CommandTree tree, Terminal terminal, ProgressLine progress)
{
    private const int LongestActor = 128;

    public IServiceProvider Services => services;

    public WorkspaceNames Names { get; } = new(services);

    public TimeProvider Clock { get; } = services.GetRequiredService<TimeProvider>();

    /// <summary>What the program is called in a shell.</summary>
    public string ProgramName => CommandLineRun.NameOf(services);

    /// <summary>Who is told to the audit log.</summary>
    public string Actor
        => parsed.GetValue(tree.Actor) is { } named ? named
            : Environment.UserName is { Length: > 0 and <= LongestActor } user ? user
            : "operator";

    public T Get<T>()
        where T : notnull
        => services.GetRequiredService<T>();

    public T? Value<T>(Option<T> option) => parsed.GetValue(option);

    /// <summary>The value of an argument that may be left out.</summary>
    public T? Optional<T>(Argument<T> argument) => parsed.GetValue(argument);

    public T Value<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    /// <summary>Writes a line of an answer that has no end.</summary>
    public void WriteLine(string line) => terminal.Out.WriteLine(line);

    /// <summary>Whether programs are to read the answer.</summary>
    public bool IsJson => parsed.GetValue(tree.Json);

    /// <summary>The line that tells how far the verb is. Disposing it ends it.</summary>
    public ProgressLine Progress(string what) => progress.Count(what);

    /// <summary>Asks before something that is hard to take back.</summary>
    /// <exception cref="UsageException">The answer is no, or nobody is there to give one.</exception>
    public void Confirm(string question)
    {
        if (parsed.GetValue(tree.Yes))
        {
            return;
        }

        if (!terminal.CanAsk)
        {
            throw new UsageException($"{question} Nothing was done: there is no terminal to ask in. Add --yes to answer beforehand.");
        }

        var reply = default(string);
        progress.Ask(() =>
        {
            terminal.Error.Write($"{question} [y/N] ");
            reply = terminal.In.ReadLine()?.Trim();
        });
        if (reply is not ("y" or "Y" or "yes"))
        {
            throw new UsageException("Nothing was done.");
        }
    }
}
