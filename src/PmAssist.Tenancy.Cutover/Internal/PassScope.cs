namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>What a pass has to look into, by what the source tables hold now and what the cutover knows of each workspace.</summary>
/// <param name="source">The source side.</param>
/// <param name="digests">What its tables hold.</param>
/// <param name="onlyNew">Whether workspaces that were carried over are left as they are.</param>
/// <param name="longestTransaction">How far back a change may have become visible only since the last pass.</param>
internal sealed class PassScope(CutoverSource source, SourceDigests digests, bool onlyNew, TimeSpan longestTransaction)
{
    /// <summary>A workspace's tables: all, or those that do not tell whether they changed.</summary>
    public IReadOnlyList<TableMapping> TablesOf(SourceWorkspace workspace, WorkspaceState state)
    {
        var all = source.Mapping.OfWorkspace;
        if (state.Fingerprint is null)
        {
            return all;
        }

        if (onlyNew)
        {
            return [];
        }

        return HasChanged(workspace, state) ? all : [.. all.Where(t => t.Table.ChangeColumn is null)];
    }

    /// <summary>Refuses rows of no workspace, or of one that is not known, where nobody chose what becomes of them.</summary>
    /// <exception cref="CutoverException">There are some.</exception>
    public void RefuseStrays(IReadOnlyList<SourceWorkspace> known)
    {
        foreach (var (table, rule, count) in digests.Strays(known))
        {
            var checks = source.Mapping.OfWorkspace.Single(t => t.Target.Name == table).Checks;
            if (checks.Any(c => c.Rule == rule && c.Action == CutoverAction.Stop))
            {
                throw new CutoverException(
                    $"{count} source rows for '{table}' break the rule {rule}, and there is no choice for it. PlanAsync names them; "
                    + "choose what happens to them.");
            }
        }
    }

    /// <summary>
    /// A workspace is left alone if its tables are as they were. One that was changed just before its last pass may have had a change
    /// that was not visible then.
    /// </summary>
    private bool HasChanged(SourceWorkspace workspace, WorkspaceState state)
    {
        var now = digests.Of(workspace.Key);
        return state.Fingerprint != source.Fingerprint
            || now.Any(t => state.Tables.GetValueOrDefault(t.Key) != t.Value)
            || now.Values.Any(d => d.Newest >= state.AsOf - longestTransaction);
    }
}
