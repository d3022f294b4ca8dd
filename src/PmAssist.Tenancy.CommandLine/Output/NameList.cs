using Spectre.Console;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>Many names under a title: in a terminal side by side, in a file one on each line.</summary>
internal sealed class NameList(string title, IReadOnlyList<string> names) : Block
{
    public override void WritePlain(TextWriter writer)
    {
        writer.WriteLine(title);
        foreach (var name in names)
        {
            writer.WriteLine($"  {name}");
        }
    }

    public override void Draw(IAnsiConsole console)
    {
        console.WriteLine(title);
        console.Write(new Padder(new Columns(names.Select(n => new Text(n))) { Expand = false }, new Padding(2, 0, 0, 0)));
    }
}
