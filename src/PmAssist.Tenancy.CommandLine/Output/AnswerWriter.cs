using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>Writes an answer as a document, as plain text or as tables that fit, and its remarks beside it.</summary>
internal sealed class AnswerWriter(Terminal terminal)
{
    /// <summary>How documents are written.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <param name="verb">What was asked for, for example <c>workspaces list</c>.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="asJson">Whether programs are to read it.</param>
    public void Write(string verb, Answer answer, bool asJson)
    {
        if (asJson)
        {
            terminal.Out.WriteLine(DocumentOf(verb, answer).ToJsonString(Json));
        }
        else if (terminal.IsOutShown)
        {
            Draw(answer);
        }
        else
        {
            foreach (var block in answer.Text)
            {
                block.WritePlain(terminal.Out);
            }
        }

        terminal.Out.Flush();
        foreach (var remark in answer.Remarks)
        {
            terminal.Error.WriteLine(remark);
        }
    }

    /// <summary>Each document says what it answers and how that ended.</summary>
    private static JsonObject DocumentOf(string verb, Answer answer)
    {
        var document = new JsonObject { ["verb"] = verb, ["exitCode"] = (int)answer.Exit };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(answer.Document, answer.Document.GetType(), Json)!.AsObject().ToList())
        {
            document[name] = value?.DeepClone();
        }

        return document;
    }

    private void Draw(Answer answer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal.HasColor ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = terminal.HasColor ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(terminal.Out),
        });
        console.Profile.Width = terminal.Width;
        foreach (var block in answer.Text)
        {
            block.Draw(console);
        }
    }
}
