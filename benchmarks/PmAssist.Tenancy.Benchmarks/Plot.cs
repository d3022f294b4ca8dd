using System.Globalization;
using System.Text;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>Draws the time of an access against the number of workspaces, for the library in both modes and its rivals.</summary>
internal static class Plot
{
    private const double Left = 70, Top = 30, Width = 560, Height = 300;

    private static readonly int[] Counts = [1, 10, 40, 100, 300, 1000];

    private static readonly (string Name, string Colour, string Against, SchemaMode Mode)[] Curves =
    [
        ("ours, one model", "#0a7d33", "none", SchemaMode.SharedModel),
        ("ours, model per workspace", "#1f6fb4", "none", SchemaMode.ModelPerWorkspace),
        ("textbook", "#c0392b", "textbook", SchemaMode.SharedModel),
        ("plain EF, one schema", "#777777", "plain", SchemaMode.SharedModel),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var output = ValueOf("--output");
        var most = ValueOf("--most") is { } limit ? int.Parse(limit, CultureInfo.InvariantCulture) : Counts[^1];
        int[] numbers = [.. Counts.Where(count => count <= most)];
        string[] rest = [.. args.Where((_, i) => !IsOwn(i) && (i == 0 || !IsOwn(i - 1)))];
        var points = new Dictionary<string, List<(int Workspaces, double Ms)>>();

        // The very first measurement pays for the compilation of everything, and is thrown away.
        foreach (var (curve, counts) in Curves.Take(1).Select(c => (c, numbers[..1])).Concat(Curves.Select(c => (c, numbers))))
        {
            points[curve.Name] = [];
            foreach (var count in counts)
            {
                string[] all =
                [
                    "switch", "--against", curve.Against, "--workspaces", count.ToString(CultureInfo.InvariantCulture),
                    "--mode", curve.Mode == SchemaMode.SharedModel ? "shared" : "per-workspace", .. rest,
                ];
                if (output is null || Arguments.TryParse(all, out var problem) is not { } arguments)
                {
                    await Console.Error.WriteLineAsync($"plot needs --output and an engine.\n\n{Arguments.Usage}");
                    return 2;
                }

                await using var engine = await Engine.StartAsync(arguments);
                var report = await new Comparison(engine, arguments).RunAsync();
                var side = report.Against ?? report.Ours;
                points[curve.Name].Add((count, side.TotalMs / Math.Max(1000, count)));
                Console.WriteLine(report.ToJson());
            }
        }

        await File.WriteAllTextAsync(output!, Draw(points));
        return 0;

        string? ValueOf(string name) => args.SkipWhile(a => a != name).ElementAtOrDefault(1);

        bool IsOwn(int index) => args[index] is "--output" or "--most";
    }

    /// <summary>Both axes are logarithmic.</summary>
    private static string Draw(Dictionary<string, List<(int Workspaces, double Ms)>> points)
    {
        var all = points.Values.SelectMany(p => p).Select(p => p.Ms).ToList();
        var (low, high) = (Math.Floor(Math.Log10(all.Min())), Math.Ceiling(Math.Log10(all.Max())));
        var svg = new StringBuilder();
        Line($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 400" font-family="sans-serif" font-size="13">""");
        Line($"""<rect width="860" height="400" fill="white"/>""");
        for (var decade = low; decade <= high; decade++)
        {
            var y = Y(Math.Pow(10, decade));
            Line($"""<line x1="{Left}" x2="{Left + Width}" y1="{y:F1}" y2="{y:F1}" stroke="#ddd"/>""");
            Line($"""<text x="{Left - 8}" y="{Y(Math.Pow(10, decade)) + 4:F1}" text-anchor="end">{Math.Pow(10, decade)} ms</text>""");
        }

        foreach (var count in Counts)
        {
            Line($"""<text x="{X(count):F1}" y="{Top + Height + 20}" text-anchor="middle">{count}</text>""");
        }

        Line($"""<text x="{Left + (Width / 2)}" y="{Top + Height + 42}" text-anchor="middle">workspaces, read in turn</text>""");
        foreach (var ((name, colour, _, _), index) in Curves.Select((c, i) => (c, i)))
        {
            var path = string.Join(' ', points[name].Select(p => FormattableString.Invariant($"{X(p.Workspaces):F1},{Y(p.Ms):F1}")));
            Line($"""<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5"/>""");
            Line($"""<text x="{Left + Width + 15}" y="{Top + 20 + (index * 22)}" fill="{colour}">{name}</text>""");
        }

        Line($"</svg>");
        return svg.ToString();

        double X(int count) => Left + (Width * Math.Log10(count) / Math.Log10(Counts[^1]));

        double Y(double ms) => Top + (Height * (high - Math.Log10(ms)) / (high - low));

        void Line(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
