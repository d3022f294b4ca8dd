using System.ComponentModel.DataAnnotations;
using System.Data.Common;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>What a verb answers instead of its own document when it could not be done.</summary>
/// <param name="Error">What happened and what to do.</param>
/// <param name="Kind">The error's type, without <c>Exception</c>.</param>
internal sealed record Failure(string Error, string Kind)
{
    /// <summary>The name of its schema.</summary>
    public const string Name = "error";

    /// <summary>The answer for an error that ended a verb.</summary>
    public static Answer Of(Exception exception, bool isVerbose)
    {
        var exit = exception is UsageException or InvalidInputException or ArgumentException or ValidationException
            ? ExitCode.Usage
            : ExitCode.Failed;
        return new Answer(exit, new Failure(Sentence(exception), KindOf(exception)))
        {
            Remarks = [isVerbose && exception is not UsageException ? exception.ToString() : Sentence(exception)],
        };
    }

    /// <summary>An error in one sentence or two, for a table or a document.</summary>
    public static string Sentence(Exception exception)
        => exception switch
        {
            OperationCanceledException => "It was stopped before it was done, and what was under way was rolled back.",

            // Neither "(Parameter 'id')" nor "Actual value was 0." says anything to an operator.
            ArgumentException { ParamName: { Length: > 0 } name } => exception.Message.Split('\n')[0].Replace($" (Parameter '{name}')", ""),
            DbException => string.Join(' ', exception.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            TenancyException or UsageException or TimeoutException or IOException or ArgumentException => exception.Message,

            // EF says of a lost connection, to a node of a cluster too, only that it is likely transient.
            _ when CauseOf(exception) is { } cause => Sentence(cause),
            _ => $"{exception.GetType().Name}: {exception.Message.TrimEnd('.')}. Add --verbose for the details.",
        };

    private static DbException? CauseOf(Exception exception)
        => exception.InnerException is { } inner ? inner as DbException ?? CauseOf(inner) : null;

    private static string KindOf(Exception exception)
        => exception.GetType().Name is var name && name.EndsWith("Exception", StringComparison.Ordinal) ? name[..^9] : name;
}
