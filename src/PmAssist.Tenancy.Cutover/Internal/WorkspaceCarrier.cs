using System.Data.Common;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>Carries one workspace over, or removes it, in a transaction that notes what it did.</summary>
internal sealed class WorkspaceCarrier(
    ISchemaSessions sessions,
    IWorkspaceProvisioning provisioning,
    TenancyProvider provider,
    CutoverDialect dialect,
    ICatalogue catalogue,
    CutoverStore store,
    CutoverWorkspaces workspaceStore)
{
    /// <param name="source">The source side.</param>
    /// <param name="digests">What its tables held when the pass began.</param>
    /// <param name="options">How.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="tables">The tables to look into, those that others refer to first.</param>
    /// <param name="state">What the cutover knows of the workspace.</param>
    /// <param name="cancellationToken">Cancels the copy.</param>
    public async Task<CopyCounts> CarryAsync(
        CutoverSource source,
        SourceDigests digests,
        CutoverOptions options,
        SourceWorkspace workspace,
        IReadOnlyList<TableMapping> tables,
        WorkspaceState state,
        CancellationToken cancellationToken)
    {
        var id = workspace.Id;
        var copy = new WorkspaceCopy(source, dialect, provider.Bulk, store.Helper, options.LongestTransaction);
        var since = state.Fingerprint == source.Fingerprint ? state.AsOf : null;
        var done = state with { Fingerprint = source.Fingerprint, AsOf = digests.AsOf };
        var attach = dialect.Attachment(source.Description);
        try
        {
            return await OnceAsync(afresh: false).ConfigureAwait(false);
        }
        catch (Exception exception) when (FindDatabaseError(exception) && !cancellationToken.IsCancellationRequested)
        {
            // Rows that came while it was copied, or that changed their unique values among each other, are picked up by starting over.
            return await OnceAsync(afresh: true).ConfigureAwait(false);
        }

        async Task<CopyCounts> OnceAsync(bool afresh)
        {
            var row = await catalogue.GetAsync(id, cancellationToken).ConfigureAwait(false);
            var counts = new CopyCounts(0, 0, 0);
            if (row.Status == WorkspaceStatus.Importing)
            {
                var initial = new InitialRows(FillAndNoteAsync, WorkspaceStatus.Suspended, attach: attach);
                await provisioning.ProvisionAsync(id, initial, options.ActorId, cancellationToken).ConfigureAwait(false);
                if (!provider.MasterSharesDatabase)
                {
                    await store.NoteAsync([workspaceStore.Update(id, done)], cancellationToken).ConfigureAwait(false);
                }
            }
            else
            {
                await InWorkspaceAsync(
                    id,
                    new SchemaSessionOptions(attach: attach),
                    FillAsync,
                    () => [workspaceStore.Update(id, done)],
                    cancellationToken).ConfigureAwait(false);
            }

            return counts;

            async Task FillAsync(SchemaSession session, CancellationToken token)
            {
                (counts, var copied) = await copy.RunAsync(
                    session, workspace, afresh ? source.Mapping.OfWorkspace : tables, since, afresh, token).ConfigureAwait(false);
                done = done with { Tables = TableDigest.Noted(digests.Of(workspace.Key), copied) };
            }

            async Task FillAndNoteAsync(SchemaSession session, CancellationToken token)
            {
                await FillAsync(session, token).ConfigureAwait(false);
                if (provider.MasterSharesDatabase)
                {
                    var note = new SchemaStatement(workspaceStore.Update(id, done), isGenerated: true);
                    await session.ExecuteAsync([note], token).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>Removes a workspace as if it had never been.</summary>
    public async Task<CopyCounts> RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        string[] statements =
        [
            $"DELETE FROM {store.Table(CutoverMapping.MemberTarget)} WHERE workspace_id = {store.IdText(id)}",
            $"DELETE FROM {store.Table(CutoverMapping.WorkspaceTarget)} WHERE id = {store.IdText(id)}",
            workspaceStore.Delete(id),
        ];
        var how = new SchemaSessionOptions(mayBeMissing: true, mayDrop: true);
        while (!await sessions.InWorkspaceAsync(WorkspaceSchema.For(id), how, DropAsync, cancellationToken).ConfigureAwait(false))
        {
            // A large schema is dropped part by part.
        }

        catalogue.Forget(id);
        return new CopyCounts(0, 0, 0);

        async Task<bool> DropAsync(SchemaSession session, CancellationToken token)
        {
            await workspaceStore.KeepClosedAsync(session, id, token).ConfigureAwait(false);
            var drop = await session.DropAsync(withDependents: false, token).ConfigureAwait(false);
            await store.CompleteAsync(session, drop.IsComplete ? statements : [], token).ConfigureAwait(false);
            return drop.IsComplete;
        }
    }

    /// <summary>Works in a workspace's schema, then notes it in the master: in one transaction where both lie in one database.</summary>
    private Task<bool> InWorkspaceAsync(
        Guid id,
        SchemaSessionOptions how,
        Func<SchemaSession, CancellationToken, Task> work,
        Func<string[]> notes,
        CancellationToken cancellationToken)
        => sessions.InWorkspaceAsync(
            WorkspaceSchema.For(id),
            how,
            async (session, token) =>
            {
                await workspaceStore.KeepClosedAsync(session, id, token).ConfigureAwait(false);
                await work(session, token).ConfigureAwait(false);
                await store.CompleteAsync(session, notes(), token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    private static bool FindDatabaseError(Exception exception)
        => exception is DbException || (exception.InnerException is { } inner && FindDatabaseError(inner));
}
