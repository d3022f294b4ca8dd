using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>
/// One pass over the source database: the catalogue's rows first, then the master's other tables, then each workspace in a transaction
/// of its own. Where a pass was cut off the next one goes on, because each transaction notes what it did.
/// </summary>
internal sealed class CutoverPass(
    WorkspaceRows rows, MasterCopy masterCopy, WorkspaceCarrier carrier, TimeProvider clock, ILogger<IWorkspaceCutover> logger)
{
    /// <param name="source">The source database.</param>
    /// <param name="options">How.</param>
    /// <param name="onlyNew">Whether workspaces that were carried over are left as they are.</param>
    /// <param name="isFenced">
    /// Whether the source side refuses writes: rows of no workspace, which nobody made a choice for, then stop the pass.
    /// </param>
    /// <param name="phase">
    /// The phase that the pass began in. In any but Copying all rows are compared, because it repeats a pass that left differences.
    /// </param>
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
        var scope = new PassScope(source, digests, onlyNew, options.LongestTransaction);
        if (isFenced)
        {
            scope.RefuseStrays(carried.Workspaces);
        }

        var master = carried.Counts + await masterCopy.CarryAsync(source, phase, cancellationToken).ConfigureAwait(false);
        var ofMaster = new CutoverResult(workspaceId: null, master.Inserted, master.Updated, master.Deleted, error: null);
        var states = phase == CutoverPhase.Copying
            ? carried.States
            : carried.States.ToDictionary(s => s.Key, s => s.Value with { AsOf = null, Tables = WorkspaceState.Unknown });
        var work = carried.Workspaces
            .Select(w => (Workspace: w, Tables: scope.TablesOf(w, states[w.Id])))
            .Where(w => w.Tables.Count > 0).ToDictionary(w => w.Workspace.Id);
        var gone = onlyNew ? [] : carried.Gone;
        var results = await WorkspaceRuns.RunAsync(
            [.. work.Keys, .. gone],
            (id, token) => work.TryGetValue(id, out var item)
                ? TryAsync(id, t => carrier.CarryAsync(source, digests, options, item.Workspace, item.Tables, states[id], t), token)
                : TryAsync(id, t => carrier.RemoveAsync(id, t), token),
            options.MaxParallelism,
            clock,
            result => result.Error is not null,
            progress,
            cancellationToken).ConfigureAwait(false);
        return new CutoverReport([ofMaster, .. results], quarantined: 0, Stopwatch.GetElapsedTime(started));
    }

    private async Task<CutoverResult> TryAsync(
        Guid id, Func<CancellationToken, Task<CopyCounts>> work, CancellationToken cancellationToken)
    {
        using var span = CutoverSpans.StartWorkspace(id);
        try
        {
            var counts = await work(cancellationToken).ConfigureAwait(false);
            CutoverLog.WorkspaceCarried(logger, id, counts.Inserted, counts.Updated, counts.Deleted);
            return new CutoverResult(id, counts.Inserted, counts.Updated, counts.Deleted, error: null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            span.Fail(exception);
            CutoverLog.WorkspaceFailed(logger, exception, id);
            return new CutoverResult(id, 0, 0, 0, exception);
        }
    }
}
