namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Brings chosen rows of a file back into a workspace that is in use.</summary>
internal sealed class WorkspaceCopyBack(
    FilePlanner planner, RowCopier copier, LockedWorkspaces locked, ICatalogue catalogue, PortabilityAudit audit)
{
    public async Task<CopyBackResult> RunAsync(
        Guid workspaceId,
        Stream source,
        IReadOnlyCollection<RowChoice> choices,
        CopyBackOptions options,
        CancellationToken cancellationToken)
    {
        var file = await ExportFile.OpenAsync(source, options.SigningKey, cancellationToken).ConfigureAwait(false);
        await using var disposal = file.ConfigureAwait(false);
        var plan = await planner.PlanAsync(file, roundTimes: false, cancellationToken).ConfigureAwait(false);
        var chosen = ChosenOf(choices, plan);
        MaskedRows.Refuse(file.Manifest, workspaceId, file.Manifest.Tables.Where(t => chosen.ContainsKey(t.Name)));
        var workspace = await catalogue.GetAsync(workspaceId, cancellationToken).ConfigureAwait(false);
        var result = new CopyBackResult(inserted: 0, updated: 0);
        await locked.ChangeAsync(
            workspace,
            plan.Version,
            async (session, token) => result = await copier.CopyAsync(session, file, plan, chosen, token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        await audit.WriteAsync(
            "workspace.data_copied_back",
            workspaceId,
            options.ActorId,
            CancellationToken.None,
            [
                .. PortabilityAudit.Details(file.Manifest),
                ("tables", string.Join(", ", chosen.Keys)),
                ("inserted", result.Inserted),
                ("updated", result.Updated),
            ]).ConfigureAwait(false);
        return result;
    }

    private static Dictionary<string, IReadOnlySet<string>> ChosenOf(IReadOnlyCollection<RowChoice> choices, FilePlan plan)
    {
        if (choices.Count == 0)
        {
            throw new PortabilityException("No rows are chosen. Name a table at least.");
        }

        foreach (var choice in choices)
        {
            var table = plan.Tables.FirstOrDefault(t => t.Source.Name == choice.Table) ?? throw new PortabilityException(
                $"The file has no table '{choice.Table}'. It has: {string.Join(", ", plan.Tables.Select(t => t.Source.Name))}.")
            {
                Table = choice.Table,
            };
            if (choice.Keys.Count > 0 && table.Source.Key.Count == 0)
            {
                throw new PortabilityException($"The table '{choice.Table}' has no key, so its rows can only be brought back together.")
                {
                    Table = choice.Table,
                };
            }
        }

        return choices.GroupBy(c => c.Table).ToDictionary(
            g => g.Key,
            IReadOnlySet<string> (g) => g.Any(c => c.Keys.Count == 0) ? new HashSet<string>() : g.SelectMany(c => c.Keys).ToHashSet());
    }
}
