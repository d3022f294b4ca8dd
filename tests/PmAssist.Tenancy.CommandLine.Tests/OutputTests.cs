namespace PmAssist.Tenancy.CommandLine.Tests;

/// <summary>The same answer for a terminal, for a pipe and for a program; and what is said while it is made.</summary>
public sealed class OutputTests
{
    private static readonly Answer Sample = new(
        ExitCode.Found,
        new Failure("It is empty.", "Nothing"),
        Grid.Of(
            [("contoso", "A name that is much longer than a narrow terminal has room for", 1234), ("fabrikam", "Short [red]", 5)],
            ("slug", r => r.Item1),
            ("name", r => r.Item2),
            ("rows", r => r.Item3)))
    {
        Remarks = ["2 workspaces."],
    };

    [Fact]
    public void A_pipe_gets_plain_text_whole()
    {
        var (output, error) = Write(isShown: false, hasColor: false);
        output.Should().Be("""
            slug      name                                                            rows
            contoso   A name that is much longer than a narrow terminal has room for  1,234
            fabrikam  Short [red]                                                     5

            """.ReplaceLineEndings("\n"));
        error.Should().Be("2 workspaces.\n");
    }

    [Fact]
    public void A_terminal_gets_a_table_that_fits()
    {
        var (output, _) = Write(isShown: true, hasColor: false);
        output.Split('\n').Should().HaveCountGreaterThan(4).And.OnlyContain(line => line.TrimEnd().Length <= 40);
        output.Should().Contain("Short [red]").And.NotContain("\u001b");
    }

    [Fact]
    public void Color_is_for_those_who_see_it() => Write(isShown: true, hasColor: true).Output.Should().Contain("\u001b[1m");

    [Fact]
    public void A_program_gets_a_document_and_nothing_else()
        => Write(isShown: true, hasColor: true, asJson: true).Output.Should().Be("""
            {
              "verb": "workspaces list",
              "exitCode": 3,
              "error": "It is empty.",
              "kind": "Nothing"
            }

            """.ReplaceLineEndings("\n"));

    [Fact]
    public void Talk_that_cannot_be_written_ends_nothing()
    {
        var clock = new ManualClock();
        var terminal = new Terminal { Out = TextWriter.Null, Error = new FullDisk() };
        using var progress = new ProgressLine(terminal, clock, "Workspaces:");

        clock.Advance(TimeSpan.FromSeconds(10));
        progress.Report(10, 0, 990);
        terminal.Error.WriteLine("One more.");
    }

    [Fact]
    public void Progress_is_shown_after_a_second_as_lines_in_a_file()
    {
        var clock = new ManualClock();
        var error = new StringWriter();
        using var progress = new ProgressLine(new Terminal { Out = TextWriter.Null, Error = error }, clock, "Workspaces:");
        progress.Report(10, 0, 990);
        error.ToString().Should().BeEmpty("the first second is quiet");

        progress.Report(200, 1, 800, TimeSpan.FromSeconds(8));
        clock.Advance(TimeSpan.FromSeconds(2));
        progress.Report(201, 1, 799, TimeSpan.FromSeconds(8));
        clock.Advance(TimeSpan.FromSeconds(4));
        progress.Report(700, 2, 300);
        clock.Advance(TimeSpan.FromSeconds(1));
        progress.Report(1000, 2, 0);
        error.ToString().ReplaceLineEndings("\n").Should().Be(
            "Workspaces: 200 of 1,000, 100 a second, 1 failed, about 8 s left\nWorkspaces: 700 of 1,000, 100 a second, 2 failed, about 3 s "
                + "left\n");
    }

    [Fact]
    public void Progress_goes_on_while_nothing_is_reported()
    {
        var clock = new ManualClock();
        var error = new StringWriter();
        using var progress = new ProgressLine(new Terminal { Out = TextWriter.Null, Error = error }, clock, "workspaces create:");
        clock.Advance(TimeSpan.FromSeconds(3));
        progress.Count("Findings:");
        clock.Advance(TimeSpan.FromSeconds(6));
        error.ToString().ReplaceLineEndings("\n").Should().Be("workspaces create: 3 s\nFindings: 6 s\n");
    }

    [Fact]
    public void A_question_has_the_line_for_itself()
    {
        var clock = new ManualClock();
        var error = new StringWriter();
        using var progress = new ProgressLine(new Terminal { Out = TextWriter.Null, Error = error, IsErrorShown = true }, clock, "purge:");
        progress.Ask(() => clock.Advance(TimeSpan.FromMinutes(5)));
        error.ToString().Should().BeEmpty();
    }

    [Fact]
    public void Progress_is_one_line_that_is_written_over_in_a_terminal()
    {
        var clock = new ManualClock();
        var error = new StringWriter();
        var progress = new ProgressLine(new Terminal { Out = TextWriter.Null, Error = error, IsErrorShown = true }, clock, "Findings:");
        progress.Report(150, 0, remaining: null);
        clock.Advance(TimeSpan.FromSeconds(100));
        progress.Report(151, 0, remaining: null);
        progress.Dispose();
        clock.Advance(TimeSpan.FromSeconds(100));
        const string Line = "Findings: 150, 1.5 a second, 2 min";
        error.ToString().Should().Be($"\r{Line}\r{new string(' ', Line.Length)}\r");
    }

    private static (string Output, string Error) Write(bool isShown, bool hasColor, bool asJson = false)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var terminal = new Terminal { Out = output, Error = error, IsOutShown = isShown, HasColor = hasColor, Width = 40 };
        new AnswerWriter(terminal).Write("workspaces list", Sample, asJson);
        return (output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }
}
