using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>Makes the rows of one workspace, in one session's transaction, those of the source side.</summary>
internal sealed class WorkspaceCopy(
    CutoverSource source, CutoverDialect dialect, BulkRows bulk, ISqlGenerationHelper helper, TimeSpan longestTransaction)
{
    /// <param name="session">A session on the workspace's schema.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="tables">The tables to look into, those that others refer to first.</param>
    /// <param name="since">The newest change that an earlier pass may have missed; null to compare all rows.</param>
    /// <param name="afresh">
    /// Whether to delete all rows first: where rows changed their unique values among each other, no order of updates works.
    /// </param>
    /// <param name="cancellationToken">Cancels the copy.</param>
    /// <returns>What changed, and the source rows that are on the new side now, by table: null where that is not certain.</returns>
    public async Task<(CopyCounts Counts, IReadOnlyDictionary<string, TableDigest?> Copied)> RunAsync(
        SchemaSession session,
        SourceWorkspace workspace,
        IReadOnlyList<TableMapping> tables,
        DateTime? since,
        bool afresh,
        CancellationToken cancellationToken)
    {
        var commands = CutoverCommands.In(session);
        await commands.PrepareAsync(dialect, source.NewSide.UsesChecks, cancellationToken).ConfigureAwait(false);
        var schema = WorkspaceSchema.For(workspace.Id).Name;
        var key = SqlText.Key(dialect, workspace.Key);
        var names = tables.Select(t => t.Target.Name).ToHashSet();
        var syncs = source.NewSide.OfWorkspace.Where(t => names.Contains(t.Target.Name))
            .Select(t => (Mapping: t, Sync: new TableSync(t, dialect, bulk, helper, schema))).ToList();
        var staged = source.Mapping.GivesWorkspaces
            ? source.Mapping.OfWorkspace.Prepend(source.Mapping.Workspaces)
            : source.Mapping.OfWorkspace;
        await source.StageAsync(session, staged, key, cancellationToken).ConfigureAwait(false);

        var (inserted, updated, deleted) = (0L, 0L, 0L);
        if (session.Existed)
        {
            foreach (var (_, sync) in Enumerable.Reverse(syncs))
            {
                var delete = afresh ? sync.DeleteAll() : sync.Delete(key, carried: null);
                deleted += await commands.ExecuteAsync(delete, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var (table, sync) in syncs)
        {
            var empty = !session.Existed || afresh;
            var changed = table.ChangesByItself && since is { } time ? dialect.ChangeTime(time - longestTransaction) : null;
            if (!empty && sync.Update(key, changed) is { } update)
            {
                updated += await commands.ExecuteAsync(update, cancellationToken).ConfigureAwait(false);
            }

            foreach (var statement in empty ? sync.Insert(key) : sync.InsertMissing(key))
            {
                inserted += await commands.ExecuteAsync(statement, cancellationToken).ConfigureAwait(false);
            }
        }

        // Of a table without a change column all rows are compared in each pass anyway.
        var copied = new Dictionary<string, TableDigest?>();
        foreach (var (table, sync) in syncs.Where(s => s.Mapping.Table.ChangeColumn is not null))
        {
            var present = await commands.QueryAsync(table.Queries.SelectPresent(key), cancellationToken).ConfigureAwait(false);
            var now = await commands.QueryAsync(sync.SelectKeys(), cancellationToken).ConfigureAwait(false);
            copied.Add(table.Target.Name, TableDigest.OfCopied(present, now[0]));
        }

        return (new CopyCounts(inserted, updated, deleted), copied);
    }
}
