namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>Makes the rows of the master's tables, but for the workspaces themselves, those of the source side.</summary>
internal sealed class MasterCopy(CutoverDialect dialect, TenancyProvider provider, TenancyOptions options, CutoverStore store)
{
    /// <param name="source">The source side.</param>
    /// <param name="phase">The phase that the pass began in; another is an error.</param>
    /// <param name="cancellationToken">Cancels the copy.</param>
    public async Task<CopyCounts> CarryAsync(CutoverSource source, CutoverPhase phase, CancellationToken cancellationToken)
    {
        var total = new CopyCounts(0, 0, 0);
        foreach (var table in source.NewSide.OfMaster)
        {
            total += await store.InMasterAsync(
                dialect.Attachment(source.Description),
                (session, token) => CarryAsync(session, source, table, phase, token),
                cancellationToken).ConfigureAwait(false);
        }

        return total;
    }

    private async Task<CopyCounts> CarryAsync(
        SchemaSession session, CutoverSource source, TableMapping table, CutoverPhase phase, CancellationToken cancellationToken)
    {
        var commands = CutoverCommands.In(session);
        await store.RequirePhaseAsync(commands, phase, cancellationToken).ConfigureAwait(false);
        await commands.PrepareAsync(dialect, source.NewSide.UsesChecks, cancellationToken).ConfigureAwait(false);
        var staged = source.Mapping.Tables.Where(t => t.Target.Name == table.Target.Name || t == source.Mapping.Workspaces);
        await source.StageAsync(session, staged, workspace: null, cancellationToken).ConfigureAwait(false);

        var sync = new TableSync(table, dialect, provider.Bulk, store.Helper, options.MasterSchema);
        var deleted = await commands.ExecuteAsync(
            sync.Delete(workspace: null, store.Carried(table.Target)), cancellationToken).ConfigureAwait(false);
        var updated = sync.Update(workspace: null, since: null) is { } update
            ? await commands.ExecuteAsync(update, cancellationToken).ConfigureAwait(false)
            : 0;
        var inserted = 0L;
        foreach (var statement in sync.InsertMissing(workspace: null))
        {
            inserted += await commands.ExecuteAsync(statement, cancellationToken).ConfigureAwait(false);
        }

        if (table.Target.Name == CutoverMapping.AuditTarget)
        {
            await commands.ExecuteAsync(store.ForgetAudit(), cancellationToken).ConfigureAwait(false);
            await commands.ExecuteAsync(store.NoteAudit(table), cancellationToken).ConfigureAwait(false);
        }

        return new CopyCounts(inserted, updated, deleted);
    }
}
