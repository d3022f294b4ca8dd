using Spectre.Console;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>Text as it is.</summary>
internal sealed class Lines(params IReadOnlyList<string> lines) : Block
{
    public override void WritePlain(TextWriter writer)
    {
        foreach (var line in lines)
        {
            writer.WriteLine(line);
        }
    }

    public override void Draw(IAnsiConsole console)
    {
        foreach (var line in lines)
        {
            console.WriteLine(line);
        }
    }
}
