using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>The help of a verb or of a group, 80 columns wide.</summary>
internal static class HelpPage
{
    private const int Indent = 2;
    private const int LongestName = 26;

    public static void Write(TextWriter writer, RootCommand root, Command command, string program)
    {
        Paragraph(writer, command.Description ?? "", indent: 0);
        writer.WriteLine();
        writer.WriteLine("Usage:");
        string[] usage = [program, CommandTree.PathOf(command), Shape(command)];
        Paragraph(writer, string.Join(' ', usage.Where(p => p.Length > 0)), Indent);
        if (command is Verb { Examples: var examples })
        {
            List(writer, "Examples:", examples.Select(example => (example, "")));
        }

        var verbs = command is RootCommand ? "Verbs:" : "Verbs in this group:";
        List(writer, verbs, command.Subcommands.Select(c => (c.Name, c.Description ?? "")));
        List(writer, "Arguments:", command.Arguments.Select(a => ($"<{a.Name}>", a.Description ?? "")));
        List(writer, "Options:", OptionsOf(command is RootCommand ? [] : command.Options));
        List(writer, "Options of all verbs:", OptionsOf(root.Options));
        if (command is RootCommand)
        {
            writer.WriteLine();
            Paragraph(
                writer,
                "A workspace is named by its id, its schema or its slug. Options of the program itself, --key value, come before the verb. "
                + "Exit codes: 0 done, 1 failed, 2 the command line is wrong, 3 something is pending or was found, 4 done in part.",
                indent: 0);
        }
    }

    private static IEnumerable<(string Name, string Text)> OptionsOf(IEnumerable<Option> options)
        => options.Where(o => !o.Hidden).Select(o => (
            string.Join(", ", o.Aliases.Prepend(o.Name)) + (o.ValueType == typeof(bool) ? "" : $" <{o.HelpName ?? o.Name.TrimStart('-')}>"),
            o.Description ?? ""));

    private static string Shape(Command command)
    {
        var arguments = command.Arguments.Select(a =>
        {
            var name = a.Arity.MaximumNumberOfValues > 1 ? $"<{a.Name}>…" : $"<{a.Name}>";
            return a.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
        });
        var verb = command.Subcommands.Count > 0 && command is not Verb ? "<verb>" : "";
        var options = command is Verb && command.Options.Count > 0 ? "[options]" : "";
        return string.Join(' ', arguments.Append(verb).Append(options).Where(p => p.Length > 0));
    }

    private static void List(TextWriter writer, string title, IEnumerable<(string Name, string Text)> items)
    {
        var all = items.ToList();
        if (all.Count == 0)
        {
            return;
        }

        writer.WriteLine();
        writer.WriteLine(title);
        var width = Math.Min(LongestName, all.Max(i => i.Name.Length)) + (2 * Indent);
        foreach (var (name, text) in all)
        {
            var start = new string(' ', Indent) + name;
            if (text.Length == 0)
            {
                writer.WriteLine(start);
                continue;
            }

            var lines = Wrapped(text, Terminal.PageWidth - width).ToList();
            if (start.Length > width - Indent)
            {
                writer.WriteLine(start);
                start = "";
            }

            foreach (var line in lines)
            {
                writer.WriteLine(start.PadRight(width) + line);
                start = "";
            }
        }
    }

    private static void Paragraph(TextWriter writer, string text, int indent)
    {
        foreach (var line in Wrapped(text, Terminal.PageWidth - indent))
        {
            writer.WriteLine(new string(' ', indent) + line);
        }
    }

    private static IEnumerable<string> Wrapped(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line += line.Length > 0 ? $" {word}" : word;
        }

        yield return line;
    }
}
