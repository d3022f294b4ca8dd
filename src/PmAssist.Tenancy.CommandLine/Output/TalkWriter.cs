using System.Text;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>
/// What is said beside an answer. Where it cannot be written, as on a full disk, it is left out: nobody could be told, and the work goes
/// on.
/// </summary>
internal sealed class TalkWriter : TextWriter
{
    private readonly TextWriter _writer;

    private TalkWriter(TextWriter writer) => _writer = writer;

    public override Encoding Encoding => _writer.Encoding;

    public override void Write(char value) => Try(() => _writer.Write(value));

    public override void Write(string? value) => Try(() => _writer.Write(value));

    public override void WriteLine(string? value) => Try(() => _writer.WriteLine(value));

    public override void Flush() => Try(_writer.Flush);

    /// <summary>Says it to a writer that is somebody else's to dispose.</summary>
    public static TextWriter To(TextWriter writer) => new TalkWriter(writer);

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}
