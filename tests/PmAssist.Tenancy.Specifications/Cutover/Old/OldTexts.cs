using System.Globalization;
using System.Text;

namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>Texts as people write them, and as they should not.</summary>
internal sealed class OldTexts(bool countsUtf16)
{
    private static readonly string[] Words = ["draft", "plan", "Q3", "review", "notes", "Ünïcödé", "résumé", "budget", "設計", "отчёт"];

    private static readonly string[] Edges =
    [
        "", " ", "  both ends  ", "it's", "say \"hi\"", @"C:\temp\new", @"\", @"\'", "{0} of {1:N}", "{{}}", "100 %", "a_b%c",
        "line one\nline two\r\n\tthree",
        "'; DROP TABLE documents; --", "/* no comment */", "@p0 :p0 $1 ?", "NULL", "null", "$$", "$q$text$q$", "[id]", "`id`",
        "👩‍👩‍👧‍👦 family", "🇺🇳", "𝄞 clef", "مرحبا بالعالم", "שלום", "\u202Eright to left\u202C", "e\u0301 and \u00E9",
        "Z\u0351\u036B\u0343algo",
        "\uFEFFmarked", "zero\u200Bwidth", "\u0001\u001F", "İıſK", "ﬁne ß", "\u2028\u2029",
        WorkspaceSchema.TemplateName, "ws_0123456789abcdef0123456789abcdef", "workspace.created", "1899-12-31T00:00:00Z", "0x1F", "1e5",
        "true",
    ];

    /// <summary>A short text, now and then a strange one or one of exactly the longest length.</summary>
    public string Next(ref OldRandom random, int longest, string suffix = "")
    {
        var text = random.Below(40) switch
        {
            < 6 => random.From(Edges),
            6 => Longest(ref random, longest - suffix.Length),
            _ => Plain(ref random),
        };
        return text + suffix;
    }

    public string? NextOrNull(ref OldRandom random, int longest) => random.OneIn(4) ? null : Next(ref random, longest);

    /// <summary>A text of many lines, now and then of many thousands of characters.</summary>
    public string Body(ref OldRandom random)
    {
        var text = new StringBuilder();
        var count = random.OneIn(1000) ? 4_000 : random.Below(12);
        for (var i = 0; i < count; i++)
        {
            text.Append(random.From(Words)).Append(i % 9 == 8 ? '\n' : ' ');
        }

        return random.OneIn(20) ? text + random.From(Edges) : text.ToString();
    }

    /// <summary>A text with more characters than a column takes.</summary>
    public static string TooLong(int number, int longest)
        => number switch
        {
            // What some engines cut off without a word.
            0 => new string('a', longest) + "   ",
            1 => string.Concat(Enumerable.Repeat("🚀", longest)) + "b",
            _ => $"{number.ToString(CultureInfo.InvariantCulture)} {new string('x', longest)} it's too long",
        };

    private static string Plain(ref OldRandom random)
        => string.Create(CultureInfo.InvariantCulture, $"{random.From(Words)} {random.From(Words)} {random.Below(10_000)}");

    private string Longest(ref OldRandom random, int length)
        => random.Below(3) switch
        {
            0 => new string('m', length),
            1 => new string('漢', length),
            _ when countsUtf16 => string.Concat(Enumerable.Repeat("🎯", length / 2)) + (length % 2 == 1 ? "!" : ""),
            _ => string.Concat(Enumerable.Repeat("🎯", length)),
        };
}
