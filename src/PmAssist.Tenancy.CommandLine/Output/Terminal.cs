namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>Where a verb's answer and its talk go, and where its questions are answered.</summary>
internal sealed class Terminal
{
    /// <summary>The width of a page of help, and of an answer where no width is known.</summary>
    public const int PageWidth = 80;

    /// <summary>The answer.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>The talk: progress, questions, remarks, errors.</summary>
    public required TextWriter Error { get; init => field = TalkWriter.To(value); }

    public TextReader In { get; init; } = TextReader.Null;

    /// <summary>Whether a person sees the answer as it is written: tables are drawn to fit.</summary>
    public bool IsOutShown { get; init; }

    /// <summary>Whether a person sees the talk as it is written: one line of progress is written over again and again.</summary>
    public bool IsErrorShown { get; init; }

    /// <summary>Whether somebody can answer a question.</summary>
    public bool CanAsk { get; init; }

    public bool HasColor { get; init; }

    public int Width { get; init; } = PageWidth;

    /// <summary>The process's own.</summary>
    public static Terminal OfProcess()
    {
        var isOutShown = !Console.IsOutputRedirected;
        var isErrorShown = !Console.IsErrorRedirected;
        return new Terminal
        {
            Out = Console.Out,
            Error = Console.Error,
            In = Console.In,
            IsOutShown = isOutShown,
            IsErrorShown = isErrorShown,
            CanAsk = isErrorShown && !Console.IsInputRedirected,
            HasColor = isOutShown && IsColorWanted(),
            Width = isOutShown && Console.WindowWidth > 0 ? Console.WindowWidth : PageWidth,
        };
    }

    /// <remarks>no-color.org: any value that is not empty.</remarks>
    private static bool IsColorWanted()
        => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") is not "dumb";
}
