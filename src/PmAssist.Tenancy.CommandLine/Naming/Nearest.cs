namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>Finds what somebody probably meant.</summary>
internal static class Nearest
{
    /// <summary>The candidate that is nearest to a text; null if none is near.</summary>
    public static string? To(string text, IEnumerable<string> candidates)
    {
        var most = Math.Max(1, text.Length / 3);
        return candidates
            .Select(candidate => (Name: candidate, Distance: Distance(text, candidate)))
            .Where(c => c.Distance <= most || (text.Length >= 3 && c.Name.StartsWith(text, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(c => c.Distance).ThenBy(c => c.Name, StringComparer.Ordinal)
            .Select(c => c.Name)
            .FirstOrDefault();
    }

    /// <summary>" Did you mean 'x'?", or nothing.</summary>
    public static string Question(string text, IEnumerable<string> candidates)
        => To(text, candidates) is { } name ? $" Did you mean '{name}'?" : "";

    /// <summary>How many letters were added, left out, replaced or swapped with the next one.</summary>
    private static int Distance(string from, string to)
    {
        var (before, last, row) = (new int[to.Length + 1], new int[to.Length + 1], new int[to.Length + 1]);
        for (var j = 0; j <= to.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= from.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var cost = Same(from[i - 1], to[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && Same(from[i - 1], to[j - 2]) && Same(from[i - 2], to[j - 1]))
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last, row) = (last, row, before);
        }

        return last[to.Length];
    }

    private static bool Same(char one, char other) => char.ToLowerInvariant(one) == char.ToLowerInvariant(other);
}
