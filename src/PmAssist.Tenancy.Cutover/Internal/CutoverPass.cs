using System.Data.Common;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>
/// One pass over the old database: the catalogue's rows first, then the master's other tables, then each workspace in a transaction
/// of its own. Where a pass was cut off the next one goes on, because each transaction notes what it did.
/// </summary>
internal sealed class CutoverPass(
    ISchemaSessions sessions,
    TenancyProvider provider,
    CutoverDialect dialect,
    TenancyOptions tenancy,
    ICatalogue catalogue,
    CutoverStore store,
    CutoverWorkspaces workspaceStore,
    WorkspaceRows rows,
    IWorkspaceProvisioning provisioning,
    TimeProvider clock,
    ILogger<IWorkspaceCutover> logger)
{
    /// <param name="source">The old database.</param>
    /// <param name="options">How.</param>
    /// <param name="onlyNew">Whether workspaces that were carried over are left as they are.</param>
    /// <param name="isFenced">Whether the old side takes no more writes: rows of no workspace, which nobody made a choice for, then stop the pass.</param>
    /// <param name="phase">The phase that the pass began in. In any but Copying all rows are compared, because it repeats a pass that left differences.</param>
    /// <param name="progress">Told of each workspace.</param>
    /// <param name="cancellationToken">Cancels the pass between workspaces.</param>
    public async Task<CutoverReport> RunAsync(
        CutoverSource source,
        CutoverOptions options,
        bool onlyNew,
        bool isFenced,
        CutoverPhase phase,
        IProgress<RunProgress<CutoverResult>>? progress,
        CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var digests = await SourceDigests.ReadAsync(source, clock.GetUtcNow().UtcDateTime, cancellationToken).ConfigureAwait(false);
        var carried = await rows.CarryAsync(source, phase, cancellationToken).ConfigureAwait(false);
        if (isFenced)
        {
            RefuseStrays(source.Mapping, digests, carried.Workspaces);
        }

        var ofMaster = await CarryMasterAsync(source, phase, carried.Counts, cancellationToken).ConfigureAwait(false);
        var states = phase == CutoverPhase.Copying ? carried.States : carried.States.ToDictionary(s => s.Key, s => s.Value with { AsOf = null, Tables = WorkspaceState.Unknown });
        var work = carried.Workspaces
            .Select(w => (Old: w, Tables: TablesOf(source, states[w.Id], digests, w, onlyNew, options.LongestTransaction)))
            .Where(w => w.Tables.Count > 0).ToDictionary(w => w.Old.Id);
        var gone = onlyNew ? [] : carried.Gone;
        var results = await WorkspaceRuns.RunAsync(
            [.. work.Keys, .. gone],
            (id, token) => work.TryGetValue(id, out var item)
                ? TryAsync(id, t => CarryAsync(source, options, item.Old, item.Tables, states[id], digests, t), token)
                : TryAsync(id, t => RemoveAsync(id, t), token),
            options.MaxParallelism,
            clock,
            result => result.Error is not null,
            progress,
            cancellationToken).ConfigureAwait(false);
        return new CutoverReport([ofMaster, .. results], quarantined: 0, Stopwatch.GetElapsedTime(started));
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
        await InWorkspaceAsync(
            id,
            new SchemaSessionOptions { Kind = SchemaAccessKind.OpenOrCreate, MayDrop = true },
            (session, token) => session.DropAsync(withDependents: false, token),
            () => statements,
            cancellationToken).ConfigureAwait(false);
        catalogue.Forget(id);
        return new CopyCounts(0, 0, 0);
    }

    private static void RefuseStrays(CutoverMapping mapping, SourceDigests digests, IReadOnlyList<OldWorkspace> known)
    {
        foreach (var (table, rule, count) in digests.Strays(known))
        {
            if (mapping.OfWorkspace.Single(t => t.Target.Name == table).Checks.Any(c => c.Rule == rule && c.Action == CutoverAction.Stop))
            {
                throw new CutoverException(
                    $"{count} old rows for '{table}' break the rule {rule}, and there is no choice for it. PlanAsync names them; choose what happens to them.");
            }
        }
    }

    /// <summary>
    /// A workspace is left alone if its tables are as they were. One that was changed just before its last pass may have had a change
    /// that was not visible then.
    /// </summary>
    private static bool HasChanged(CutoverSource source, WorkspaceState state, SourceDigests digests, OldWorkspace workspace, TimeSpan longestTransaction)
    {
        var now = digests.Of(workspace.Key);
        return state.Fingerprint != source.Fingerprint
            || now.Any(t => state.Tables.GetValueOrDefault(t.Key) != t.Value)
            || now.Values.Any(d => d.Newest >= state.AsOf - longestTransaction);
    }

    /// <summary>The tables that a pass has to look into: all, or those that do not tell whether they changed.</summary>
    private static IReadOnlyList<TableMapping> TablesOf(
        CutoverSource source, WorkspaceState state, SourceDigests digests, OldWorkspace workspace, bool onlyNew, TimeSpan longestTransaction)
        => state.Fingerprint is null || (!onlyNew && HasChanged(source, state, digests, workspace, longestTransaction)) ? source.Mapping.OfWorkspace
            : onlyNew ? []
            : [.. source.Mapping.OfWorkspace.Where(t => t.Table.ChangeColumn is null)];

    private async Task<CutoverResult> TryAsync(
        Guid id, Func<CancellationToken, Task<CopyCounts>> work, CancellationToken cancellationToken)
    {
        try
        {
            var counts = await work(cancellationToken).ConfigureAwait(false);
            CutoverLog.WorkspaceCarried(logger, id, counts.Inserted, counts.Updated, counts.Deleted);
            return new CutoverResult(id, counts.Inserted, counts.Updated, counts.Deleted, error: null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            CutoverLog.WorkspaceFailed(logger, exception, id);
            return new CutoverResult(id, 0, 0, 0, exception);
        }
    }

    private async Task<CutoverResult> CarryMasterAsync(CutoverSource source, CutoverPhase phase, CopyCounts workspaces, CancellationToken cancellationToken)
    {
        var total = workspaces;
        foreach (var table in source.NewSide.OfMaster)
        {
            var isAudit = table.Target.Name == CutoverMapping.AuditTarget;
            var sync = new TableSync(table, dialect, store.Helper, tenancy.MasterSchema);
            var counts = await store.InMasterAsync(
                dialect.Attachment(source.Description),
                async (session, token) =>
                {
                    var commands = CutoverCommands.In(session);
                    await store.RequirePhaseAsync(commands, phase, token).ConfigureAwait(false);
                    await commands.PrepareAsync(dialect, source.NewSide.UsesChecks, token).ConfigureAwait(false);
                    await source.StageAsync(
                        session, source.Mapping.Tables.Where(t => t.Target.Name == table.Target.Name || t == source.Mapping.Workspaces), workspace: null, token).ConfigureAwait(false);
                    var deleted = await commands.ExecuteAsync(sync.Delete(workspace: null, store.Carried(table.Target)), token).ConfigureAwait(false);
                    var updated = sync.Update(workspace: null, since: null) is { } update ? await commands.ExecuteAsync(update, token).ConfigureAwait(false) : 0;
                    var inserted = 0L;
                    foreach (var statement in sync.InsertMissing(workspace: null))
                    {
                        inserted += await commands.ExecuteAsync(statement, token).ConfigureAwait(false);
                    }

                    if (isAudit)
                    {
                        await commands.ExecuteAsync(store.ForgetAudit(), token).ConfigureAwait(false);
                        await commands.ExecuteAsync(store.NoteAudit(table), token).ConfigureAwait(false);
                    }

                    return new CopyCounts(inserted, updated, deleted);
                },
                cancellationToken).ConfigureAwait(false);
            total += counts;
        }

        return new CutoverResult(workspaceId: null, total.Inserted, total.Updated, total.Deleted, error: null);
    }

    private async Task<CopyCounts> CarryAsync(
        CutoverSource source,
        CutoverOptions options,
        OldWorkspace old,
        IReadOnlyList<TableMapping> tables,
        WorkspaceState state,
        SourceDigests digests,
        CancellationToken cancellationToken)
    {
        var copy = new WorkspaceCopy(source, dialect, options.LongestTransaction);
        var since = state.Fingerprint == source.Fingerprint ? state.AsOf : null;
        var done = state with { Fingerprint = source.Fingerprint, AsOf = digests.AsOf };
        var attach = dialect.Attachment(source.Description);
        try
        {
            return await OnceAsync(afresh: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (FindDatabaseError(exception) && !cancellationToken.IsCancellationRequested)
        {
            // Rows that came while it was copied, or that changed their unique values among each other, are picked up by starting over.
            return await OnceAsync(afresh: true, cancellationToken).ConfigureAwait(false);
        }

        async Task<CopyCounts> OnceAsync(bool afresh, CancellationToken token)
        {
            var row = await catalogue.GetAsync(old.Id, token).ConfigureAwait(false);
            var counts = new CopyCounts(0, 0, 0);
            if (row.Status == WorkspaceStatus.Importing)
            {
                var initial = new InitialRows { WriteAsync = FillAndNoteAsync, Status = WorkspaceStatus.Suspended, Attach = attach };
                await provisioning.ProvisionAsync(old.Id, initial, options.ActorId, token).ConfigureAwait(false);
                if (!provider.MasterSharesDatabase)
                {
                    await store.NoteAsync([workspaceStore.Update(old.Id, done)], token).ConfigureAwait(false);
                }
            }
            else
            {
                await InWorkspaceAsync(
                    old.Id, new SchemaSessionOptions { Attach = attach }, FillAsync, () => [workspaceStore.Update(old.Id, done)], token).ConfigureAwait(false);
            }

            return counts;

            async Task FillAsync(SchemaSession session, CancellationToken fillToken)
            {
                (counts, var copied) = await copy
                    .RunAsync(session, old, afresh ? source.Mapping.OfWorkspace : tables, since, afresh, fillToken).ConfigureAwait(false);
                done = done with { Tables = TableDigest.Noted(digests.Of(old.Key), copied) };
            }

            async Task FillAndNoteAsync(SchemaSession session, CancellationToken fillToken)
            {
                await FillAsync(session, fillToken).ConfigureAwait(false);
                if (provider.MasterSharesDatabase)
                {
                    await session.ExecuteAsync([new SchemaStatement(workspaceStore.Update(old.Id, done), IsGenerated: true)], fillToken).ConfigureAwait(false);
                }
            }
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
