using System.Globalization;

namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>JSON as applications write it, and what is none.</summary>
internal sealed class OldJson(bool isStrict)
{
    /// <summary>What no engine takes for JSON.</summary>
    public static readonly IReadOnlyList<string> Malformed = ["{'a': 1}", "{\"a\": }", "{\"a\": 1", "[1, 2,]", "nothing", "{\"a\": NaN}",
        "{a: 1}", "", "{} {}"];

    /// <summary>JSON that an engine with a type of its own for it cannot hold, or not as it is.</summary>
    public static readonly IReadOnlyList<string> Loose =
        ["""{"a": "zero \u0000 byte"}""", """{"a": 1, "a": 2}""", """{"\u0000": 1}""", """{"deep": [{"b": 1, "c": 2, "b": 3}]}"""];

    private static readonly string[] Edges =
    [
        "{}", "[]", """{ "a" : null , "b" : [ ] }""", """{"big": 12345678901234567890.123456789012345678901234567890}""",
        """{"small": 0.000000000000000000000000000001, "negative": -0.5}""", """{"exponent": 1.5E+10, "other": 2e-7}""",
        """{"long": 9223372036854775808}""",
        """{"unicode": "\u00e9\ud83d\ude00", "plain": "é😀"}""", """{"controls": "\b\f\n\r\t\"\\\/"}""",
        """{"": "no name", " ": 1, "ключ": 2}""",
        """{"A": 1, "a": 2}""", """{"list": [1, "1", 1.0, true, false, null, [], {}]}""",
        """{"text": "it's {0} ws_00000000000000000000000000000000"}""",
        """{"$type": "x", "@id": "y", "a.b": 1}""", """[{"a": [[[[[]]]]]}, "b"]""", "{\n  \"lines\": [\r\n\t1\n  ]\n}",
        """{"escaped zero": "\\u0000"}""",
        Nested(100),
    ];

    public string Next(ref OldRandom random)
        => random.Below(10) switch
        {
            < 2 => random.From(Edges),
            2 when !isStrict => random.From(Loose),
            3 => "{}",
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"id": {{random.Below(100_000)}}, "nested": {"labels": ["a", "b{{random.Below(10)}}"], "on": true},"""
                + $$""" "at": "2024-01-0{{random.Below(9) + 1}}"}"""),
        };

    public string? NextOrNull(ref OldRandom random) => random.OneIn(5) ? null : Next(ref random);

    /// <summary>A text that cannot become JSON on this engine.</summary>
    public string Broken(int number)
        => isStrict && number % 2 == 0 ? Loose[number / 2 % Loose.Count] : Malformed[number % Malformed.Count];

    private static string Nested(int depth) => new string('[', depth) + "1" + new string(']', depth);
}
