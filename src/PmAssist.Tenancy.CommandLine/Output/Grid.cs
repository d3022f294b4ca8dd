using Spectre.Console;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>A table with a header, or one of names and values without.</summary>
/// <param name="header">The columns' names; empty for none.</param>
/// <param name="rows">The cells.</param>
internal sealed class Grid(IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string>> rows) : Block
{
    private const int Gap = 2;

    /// <summary>A row for each item.</summary>
    public static Grid Of<T>(IEnumerable<T> items, params IReadOnlyList<(string Name, Func<T, object?> Value)> columns)
        => new([.. columns.Select(c => c.Name)], [.. items.Select(i => columns.Select(c => TextOf(c.Value(i))).ToList())]);

    /// <summary>A row for each name and value; one without a value is left out.</summary>
    public static Grid Of(params IReadOnlyList<(string Name, object? Value)> fields)
        => new([], [.. fields.Where(f => f.Value is not null).Select(f => (string[])[f.Name, TextOf(f.Value)])]);

    public override void WritePlain(TextWriter writer)
    {
        IReadOnlyList<IReadOnlyList<string>> all = header.Count == 0 ? rows : [header, .. rows];
        if (all.Count == 0)
        {
            return;
        }

        var widths = Enumerable.Range(0, all[0].Count).Select(column => all.Max(row => OneLine(row[column]).Length)).ToList();
        foreach (var row in all)
        {
            writer.WriteLine(string.Join("  ", row.Select((cell, column) => OneLine(cell).PadRight(widths[column]))).TrimEnd());
        }
    }

    public override void Draw(IAnsiConsole console)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = header.Count > 0, Expand = false };
        var columns = header.Count > 0 ? header.Count : rows.Count > 0 ? rows[0].Count : 0;
        for (var i = 0; i < columns; i++)
        {
            var title = header.Count > 0 ? $"[bold]{Markup.Escape(header[i])}[/]" : "";
            table.AddColumn(new TableColumn(title) { Padding = new Padding(0, 0, i == columns - 1 ? 0 : Gap, 0) });
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        if (columns > 0)
        {
            console.Write(table);
        }
    }

    /// <summary>Values as people read them, the same in every culture.</summary>
    public static string TextOf(object? value)
        => value switch
        {
            null => "",
            DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
            int or long => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value:N0}"),
            bool flag => flag ? "yes" : "no",
            byte[] bytes => Convert.ToHexString(bytes),
            IFormattable formattable => formattable.ToString(format: null, System.Globalization.CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };

    /// <summary>Workspaces in a question: the one, or how many.</summary>
    public static string NameOf(IReadOnlyList<Workspace> workspaces)
        => workspaces.Count == 1 ? $"'{workspaces[0].Slug}'" : $"{TextOf(workspaces.Count)} workspaces";

    private static string OneLine(string cell) => cell.ReplaceLineEndings(" ");
}
