using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>What workspaces are called whose ids a report has.</summary>
internal sealed class WorkspaceSlugs
{
    private readonly Dictionary<Guid, string> _slugs;

    private WorkspaceSlugs(Dictionary<Guid, string> slugs) => _slugs = slugs;

    /// <summary>A workspace's slug; its id if it has no row anymore.</summary>
    public string this[Guid id] => _slugs.GetValueOrDefault(id) ?? id.ToString();

    public bool Knows(Guid id) => _slugs.ContainsKey(id);

    /// <summary>Reads those of all workspaces, after what may have been canceled.</summary>
    public static async Task<WorkspaceSlugs> ReadAsync(VerbRun run)
        => new(await run.Get<ICatalogue>().ReadAsync(
            (master, token) => master.Workspaces.Select(w => new { w.Id, w.Slug }).ToDictionaryAsync(w => w.Id, w => w.Slug, token),
            CancellationToken.None).ConfigureAwait(false));
}
