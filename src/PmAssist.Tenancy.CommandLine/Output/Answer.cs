namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>What a verb answers: the same as a document for programs and as text for people. A verb writes nothing itself.</summary>
/// <param name="exit">What the shell is told.</param>
/// <param name="document">What <c>--json</c> shows.</param>
/// <param name="text">What is shown otherwise, one below the other.</param>
internal sealed class Answer(ExitCode exit, object document, params IReadOnlyList<Block> text)
{
    public ExitCode Exit => exit;

    public object Document => document;

    public IReadOnlyList<Block> Text => text;

    /// <summary>What is said beside the answer, on standard error.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
