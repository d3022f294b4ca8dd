namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>How names of the old database are told to mean the same as new ones.</summary>
internal static class Names
{
    /// <summary>What PM Assist's old tables and columns were called, and their new names.</summary>
    private static readonly Dictionary<string, string[]> Synonyms = new()
    {
        ["workspaceexternallink"] = ["workspaceintegrations"],
        ["agents"] = ["workspaceagents"],
        ["jobs"] = ["automationjobs"],
        ["integrations"] = ["workspaceintegrations"],
        ["system"] = ["provider"],
        ["externalsystem"] = ["provider"],
        ["title"] = ["displayname"],
        ["label"] = ["displayname"],
        ["url"] = ["externalurl"],
        ["metadata"] = ["configuration", "details"],
        ["config"] = ["configuration"],
        ["settings"] = ["configuration"],
        ["createdat"] = ["createdutc", "occurredutc", "joinedutc"],
        ["actor"] = ["actorid"],
        ["type"] = ["kind"],
        ["error"] = ["lasterror"],
    };

    /// <summary>Whether two names are the same but for their case and underscores.</summary>
    public static bool Match(string one, string other) => Plain(one) == Plain(other);

    /// <summary>Whether an old name may well mean a new one.</summary>
    public static bool MayMean(string old, string target)
    {
        var (from, to) = (Plain(old), Plain(target));
        return from == to || Synonyms.GetValueOrDefault(from)?.Contains(to) == true
            || (from.EndsWith("at", StringComparison.Ordinal) && to == from[..^2] + "utc")
            || from + "utc" == to || from + "s" == to || from == to + "s";
    }

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
