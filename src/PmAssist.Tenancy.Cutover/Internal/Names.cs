namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>Which names of the source database may mean the same as new ones.</summary>
/// <param name="synonyms">Source names and the new ones that each may mean.</param>
internal sealed class Names(IReadOnlyDictionary<string, IReadOnlyList<string>> synonyms)
{
    private readonly ILookup<string, string> _synonyms = synonyms
        .SelectMany(s => s.Value, (s, target) => (Source: Plain(s.Key), Target: Plain(target)))
        .ToLookup(s => s.Source, s => s.Target);

    /// <summary>Whether two names are the same but for their case and underscores.</summary>
    public static bool Match(string one, string other) => Plain(one) == Plain(other);

    /// <summary>Whether a source name may well mean a new one.</summary>
    public bool MayMean(string source, string target)
    {
        var (from, to) = (Plain(source), Plain(target));
        return from == to || _synonyms[from].Contains(to)
            || (from.EndsWith("at", StringComparison.Ordinal) && to == from[..^2] + "utc")
            || from + "utc" == to || from + "s" == to || from == to + "s";
    }

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
