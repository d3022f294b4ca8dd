using System.Text;
using System.Text.RegularExpressions;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy.Tests;

/// <summary>The pass over a command's text: what is replaced, what is let through, what is refused, what is left alone.</summary>
public sealed partial class SchemaTextTests
{
    private const string Template = WorkspaceSchema.TemplateName;

    private static readonly WorkspaceSchema Bound = WorkspaceSchema.For(new Guid("123e4567-e89b-12d3-a456-426614174abc"));
    private static readonly WorkspaceSchema Other = WorkspaceSchema.For(new Guid("00000000-0000-0000-0000-000000000001"));

    [Theory]
    [InlineData("{0}")]
    [InlineData("SELECT * FROM \"{0}\".\"projects\"")]
    [InlineData("{0} at the start")]
    [InlineData("at the end {0}")]
    [InlineData("{0}{0}.{0}")]
    [InlineData("'{0}' -- {0}")]
    [InlineData("ws_{0}, ws_ws_{0}")]
    public void The_template_becomes_the_bound_schema(string text)
        => SchemaText.Bind(Fill(text, Template), Bound).Should().Be(Fill(text, Bound.Name));

    [Fact]
    public void The_template_is_found_in_upper_case()
        => SchemaText.Bind($"SELECT 1 FROM {Template.ToUpperInvariant()}.T", Bound).Should().Be($"SELECT 1 FROM {Bound}.T");

    [Fact]
    public void The_bound_schema_is_let_through_as_it_is_written()
    {
        var text = $"{Bound} {Bound.Name.ToUpperInvariant()} {Template}";
        SchemaText.Bind(text, Bound).Should().Be($"{Bound} {Bound.Name.ToUpperInvariant()} {Bound}");
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("SELECT '{0}'")]
    [InlineData("/* {0} */ SELECT 1")]
    [InlineData("ws_00000000000000000000000000000000.a, {0}.b")]
    public void Any_other_schema_is_refused_in_either_case(string text)
    {
        foreach (var name in new[] { Other.Name, Other.Name.ToUpperInvariant() })
        {
            FluentActions.Invoking(() => SchemaText.Bind(Fill(text, name), Bound))
                .Should().Throw<CrossWorkspaceAccessException>().WithMessage($"*{Bound}*names {name}*");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("ws_")]
    [InlineData("SELECT ws_id, aws_key FROM ws_log")]
    [InlineData("ws-00000000000000000000000000000001")]
    [InlineData("ws_0000000000000000000000000000000g")]
    [InlineData("ws_00000000-0000-0000-0000-000000000001")]
    [InlineData("Straße ﬆ ws＿00000000000000000000000000000001")]
    public void Text_without_a_whole_name_is_the_same_instance(string text)
        => SchemaText.Bind(text, Bound).Should().BeSameAs(text);

    [Fact]
    public void Thirty_one_digits_are_no_name()
    {
        var text = $"SELECT * FROM {Other.Name[..^1]}";
        SchemaText.Bind(text, Bound).Should().BeSameAs(text);
    }

    [Fact]
    public void Of_thirty_three_digits_the_first_thirty_two_count()
    {
        SchemaText.Bind(Template + "7", Bound).Should().Be(Bound.Name + "7");
        FluentActions.Invoking(() => SchemaText.Bind(Other.Name + "7", Bound)).Should().Throw<CrossWorkspaceAccessException>();
    }

    [Fact]
    public void Text_in_any_script_stays_as_it_is_around_the_name()
        => SchemaText.Bind($"-- Größe, 大小, 📦\n{Template}.\"größe\" = 'İı'", Bound)
            .Should().Be($"-- Größe, 大小, 📦\n{Bound}.\"größe\" = 'İı'");

    [Theory]
    [InlineData(@"E'ws\x5f{0}'")]
    [InlineData(@"E'ws\137{0}'")]
    [InlineData(@"E'WS\u005F{0}'")]
    [InlineData(@"E'ws\U0000005f{0}'")]
    [InlineData(@"U&""ws\005f{0}"".t")]
    [InlineData(@"U&""ws\+00005f{0}"".t")]
    [InlineData(@"E'\x77s_{0}'")]
    [InlineData(@"E'\167\163\137{0}'")]
    [InlineData(@"x LIKE 'a' ESCAPE '\' AND y = E'w\x73_{0}'")]
    public void A_name_with_an_escape_in_it_is_refused_whosever_it_is(string text)
    {
        foreach (var schema in new[] { Other, Bound, default })
        {
            FluentActions.Invoking(() => SchemaText.Bind(Fill(text, schema.Name[3..]), Bound))
                .Should().Throw<CrossWorkspaceAccessException>().WithMessage("*escape*");
        }
    }

    [Fact]
    public void A_digit_written_as_an_escape_is_refused_as_well()
        => FluentActions.Invoking(() => SchemaText.Bind($@"E'ws_\x30{Other.Name[4..]}'", Bound))
            .Should().Throw<CrossWorkspaceAccessException>();

    [Theory]
    [InlineData(@"E'w\s_123e4567e89b12d3a456426614174abc'")]
    [InlineData(@"E'ws\_123e4567e89b12d3a456426614174abc'")]
    [InlineData(@"E'ws\537123e4567e89b12d3a456426614174abc'")]
    [InlineData(@"E'ws_123\e4567e89b12d3a456426614174abc'")]
    [InlineData(@"E'ws_123e4567e\89b12d3a456426614174abc'")]
    [InlineData(@"E'ws_123e456\67e89b12d3a456426614174abc'")]
    [InlineData(@"E'ws_\46123e4567e89b12d3a456426614174abc'")]
    public void Every_escape_that_PostgreSQL_reads_as_the_character_is_refused(string text)
        => FluentActions.Invoking(() => SchemaText.Bind($"SELECT {text}::regnamespace", Bound))
            .Should().Throw<CrossWorkspaceAccessException>().WithMessage("*escape*");

    [Fact]
    public void The_bound_schema_in_a_path_is_no_escape()
        => SchemaText.Bind($@"BULK INSERT t FROM 'C:\{Template}.csv'", Bound).Should().Be($@"BULK INSERT t FROM 'C:\{Bound}.csv'");

    [Theory]
    [InlineData(@"SELECT '\xdeadbeef00000000000000000000000000000001deadbeef'")]
    [InlineData(@"SELECT E'\\xdeadbeef00000000000000000000000000000001'")]
    [InlineData(@"SELECT * FROM t WHERE a LIKE '%ws\_%' ESCAPE '\' AND h = '00000000000000000000000000000001'")]
    [InlineData(@"SELECT 'C:\ws\123e4567e89b12d3a456426614174000'")]
    [InlineData(@"SELECT E'news\x5f'")]
    public void Backslashes_in_ordinary_text_are_let_through(string text) => SchemaText.Bind(text, Bound).Should().BeSameAs(text);

    [Fact]
    public void Where_names_have_no_schema_a_comment_tells_whose_command_it_is()
    {
        SchemaText.BindAndTag("SELECT 1 -- x", Bound).Should().Be($"SELECT 1 -- x\n-- {Bound}");
        SchemaText.BindAndTag($"SELECT '{Template}'", Bound).Should().Be($"SELECT '{Bound}'\n-- {Bound}");
        FluentActions.Invoking(() => SchemaText.BindAndTag($"SELECT '{Other}'", Bound)).Should().Throw<CrossWorkspaceAccessException>();
    }

    [Fact]
    public void Random_texts_come_out_as_from_a_regular_expression()
    {
        var random = new Random(20261122);
        string[] pieces =
        [
            Template, Template, Template.ToUpperInvariant(), Bound.Name, Bound.Name.ToUpperInvariant(), Other.Name,
            "ws_", "WS_", "w", "s", "_", "0", "00000000000000000000000000000000", "deadbeef", ".", " ", "\"", "'", "ſ_", "K", "ä", "📦",
            "\n",
        ];
        var (replaced, refused) = (0, 0);
        for (var round = 0; round < 20_000; round++)
        {
            var text = new StringBuilder();
            for (var piece = random.Next(9); piece >= 0; piece--)
            {
                // Other workspaces' names are rare, so that most rounds get as far as a result.
                var chosen = pieces[random.Next(pieces.Length)];
                text.Append(chosen == Other.Name && random.Next(4) > 0 ? "x" : chosen);
            }

            var (expected, actual) = (Outcome(() => BindByRegex(text.ToString())), Outcome(() => SchemaText.Bind(text.ToString(), Bound)));
            actual.Should().Be(expected, "the text is {0}", text);
            (actual?.Length ?? text.Length).Should().Be(text.Length);
            replaced += actual is not null && actual != text.ToString() ? 1 : 0;
            refused += actual is null ? 1 : 0;
        }

        replaced.Should().BeGreaterThan(1000);
        refused.Should().BeGreaterThan(1000);
    }

    [Fact]
    public void Binding_allocates_the_result_and_nothing_else()
    {
        var text =
            $"SELECT p.\"Id\" FROM \"{Template}\".\"projects\" AS p JOIN \"{Template}\".\"tickets\" AS t ON t.\"ProjectId\" = p.\"Id\"";
        _ = Allocated(text);
        Allocated(text).Should().Be(AllocatedByOneString(text.Length));
        Allocated("SELECT 1").Should().Be(0);
    }

    private static long Allocated(string text)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = SchemaText.Bind(text, Bound);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static long AllocatedByOneString(int length)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = new string('x', length);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static string Fill(string text, string name) => text.Replace("{0}", name, StringComparison.Ordinal);

    /// <summary>The bound text; null if it was refused.</summary>
    private static string? Outcome(Func<string> bind)
    {
        try
        {
            return bind();
        }
        catch (CrossWorkspaceAccessException)
        {
            return null;
        }
    }

    private static string BindByRegex(string text)
        => Name().Replace(text, match =>
            match.Value.Equals(Template, StringComparison.OrdinalIgnoreCase) ? Bound.Name
            : match.Value.Equals(Bound.Name, StringComparison.OrdinalIgnoreCase) ? match.Value
            : throw new CrossWorkspaceAccessException(Bound.Name, match.Value));

    [GeneratedRegex("[wW][sS]_[0-9a-fA-F]{32}")]
    private static partial Regex Name();
}
