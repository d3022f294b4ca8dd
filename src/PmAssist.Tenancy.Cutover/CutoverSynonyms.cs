namespace PmAssist.Tenancy.Cutover;

/// <summary>Source names and the new ones that each may mean, for <see cref="CutoverDescription.Synonyms"/>.</summary>
public static class CutoverSynonyms
{
    /// <summary>What PM Assist's source tables and columns were called. The default.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> PmAssist { get; } = new Dictionary<string, IReadOnlyList<string>>
    {
        ["WorkspaceExternalLink"] = ["workspace_integrations"],
        ["integrations"] = ["workspace_integrations"],
        ["agents"] = ["workspace_agents"],
        ["jobs"] = ["automation_jobs"],
        ["system"] = ["provider"],
        ["external_system"] = ["provider"],
        ["title"] = ["display_name"],
        ["label"] = ["display_name"],
        ["url"] = ["external_url"],
        ["metadata"] = ["configuration", "details"],
        ["config"] = ["configuration"],
        ["settings"] = ["configuration"],
        ["created_at"] = ["created_utc", "occurred_utc", "joined_utc"],
        ["actor"] = ["actor_id"],
        ["type"] = ["kind"],
        ["error"] = ["last_error"],
    };
}
