using Spectre.Console;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>A part of an answer's text.</summary>
internal abstract class Block
{
    /// <summary>Writes it for a pipe or a file: whole, with no frame and no color.</summary>
    public abstract void WritePlain(TextWriter writer);

    /// <summary>Draws it for a person, within the console's width.</summary>
    public abstract void Draw(IAnsiConsole console);
}
