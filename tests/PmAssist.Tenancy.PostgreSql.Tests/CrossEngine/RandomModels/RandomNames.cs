namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>Names that only a quoted identifier can have. EF cuts long names of keys anywhere, so none has a pair of surrogates.</summary>
internal static class RandomNames
{
    private static readonly string[] Pieces =
    [
        "a", "Z", "id", "select", "Order", "user", "table", "values", "group", "null", "from", "Größe", "ж", "名前", "☃", "é", "ı", " ",
        "\"", "'", "`", "[", "]", ".", ";", "--", "/*", "%", "{0}", "\\", "$1", "@p", "/", "..", "#", "_", "ws_", ":x", "?", "\t",
    ];

    /// <summary>A name that is none of these, whatever their case.</summary>
    public static string New(Random random, HashSet<string> taken)
    {
        while (true)
        {
            var name = string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            name = random.Next(3) == 0 || string.IsNullOrWhiteSpace(name) ? $"{name}{random.Next(100)}" : name;
            if (taken.Add(name))
            {
                return name;
            }
        }
    }
}
