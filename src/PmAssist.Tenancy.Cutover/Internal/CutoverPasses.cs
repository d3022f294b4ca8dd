using System.Diagnostics;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>The steps that carry rows over: the first pass, those after it, and those under the fence.</summary>
internal sealed class CutoverPasses(
    CutoverSources sources,
    ICatalogue catalogue,
    CutoverStore store,
    CutoverWorkspaces workspaceStore,
    CutoverFences fences,
    CutoverFindings findings,
    CutoverPass pass,
    SourceTables tables,
    CutoverAudit audit)
{
    /// <summary>The phases in which rows can be carried over.</summary>
    private static readonly CutoverPhase[] Passable = [CutoverPhase.Copying, CutoverPhase.Fenced, CutoverPhase.Verified];

    public async Task<CutoverReport> RunAsync(
        CutoverDescription description,
        CutoverOptions options,
        IProgress<RunProgress<CutoverResult>>? progress,
        CancellationToken cancellationToken)
    {
        CutoverPhase[] allowed = [CutoverPhase.None, CutoverPhase.Copying, CutoverPhase.Dropped];
        await store.RequireAsync(allowed, "RunAsync", cancellationToken).ConfigureAwait(false);
        var source = await sources.OpenAsync(description, writable: false, cancellationToken).ConfigureAwait(false);
        await using var disposal = source.ConfigureAwait(false);
        await CheckAsync(source, options, cancellationToken).ConfigureAwait(false);
        await store.BeginAsync(cancellationToken).ConfigureAwait(false);
        var report = await pass.RunAsync(
            source, options, onlyNew: true, isFenced: false, CutoverPhase.Copying, progress, cancellationToken).ConfigureAwait(false);
        report.Quarantined = await Quarantine.WriteAsync(source, options, cancellationToken).ConfigureAwait(false);
        await AuditAsync("cutover.run", report, options, cancellationToken).ConfigureAwait(false);
        return report;
    }

    public async Task<CutoverReport> CatchUpAsync(
        CutoverDescription description,
        CutoverOptions options,
        IProgress<RunProgress<CutoverResult>>? progress,
        CancellationToken cancellationToken)
    {
        const string action = "cutover.caught_up";
        if (await store.RequireAsync(Passable, "CatchUpAsync", cancellationToken).ConfigureAwait(false) != CutoverPhase.Copying)
        {
            return await RunAgainAsync(description, options, action, progress, cancellationToken).ConfigureAwait(false);
        }

        var source = await sources.OpenAsync(description, writable: false, cancellationToken).ConfigureAwait(false);
        await using var disposal = source.ConfigureAwait(false);
        await CheckAsync(source, options, cancellationToken).ConfigureAwait(false);
        var report = await pass.RunAsync(
            source, options, onlyNew: false, isFenced: false, CutoverPhase.Copying, progress, cancellationToken).ConfigureAwait(false);
        report.Quarantined = await Quarantine.WriteAsync(source, options, cancellationToken).ConfigureAwait(false);
        await AuditAsync(action, report, options, cancellationToken).ConfigureAwait(false);
        return report;
    }

    public async Task<CutoverReport> FenceAsync(
        CutoverDescription description,
        CutoverOptions options,
        IProgress<RunProgress<CutoverResult>>? progress,
        CancellationToken cancellationToken)
    {
        const string action = "cutover.fenced";
        if (await store.RequireAsync(Passable, "FenceAsync", cancellationToken).ConfigureAwait(false) != CutoverPhase.Copying)
        {
            var again = await RunAgainAsync(description, options, action, progress, cancellationToken).ConfigureAwait(false);
            return again.Succeeded ? again : throw Failed(again, "The source tables still refuse writes.");
        }

        var source = await sources.OpenAsync(description, writable: true, cancellationToken).ConfigureAwait(false);
        await using var disposal = source.ConfigureAwait(false);
        source.ThrowIfProblems();
        Quarantine.Check(source.Mapping, options);
        await workspaceStore.RequireAllCarriedAsync(cancellationToken).ConfigureAwait(false);

        var started = Stopwatch.GetTimestamp();
        var fence = Guid.NewGuid();
        await fences.BeginFenceAsync(fence, cancellationToken).ConfigureAwait(false);
        CutoverReport report;
        try
        {
            await tables.FenceAsync(source, cancellationToken).ConfigureAwait(false);
            report = await pass.RunAsync(
                source, options, onlyNew: false, isFenced: true, CutoverPhase.Copying, progress, cancellationToken).ConfigureAwait(false);
            if (!report.Succeeded)
            {
                throw Failed(report, "The source tables take writes again.");
            }

            report.Duration = Stopwatch.GetElapsedTime(started);
            report.Quarantined = await Quarantine.WriteAsync(source, options, cancellationToken).ConfigureAwait(false);
            await fences.CompleteFenceAsync(fence, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // It may have been completed although the answer was lost, and another call may have fenced the tables since.
            if (await fences.IsPendingAsync(fence, CancellationToken.None).ConfigureAwait(false))
            {
                await tables.UnfenceAsync(source, CancellationToken.None).ConfigureAwait(false);
            }

            throw;
        }

        var milliseconds = (long)report.Duration.TotalMilliseconds;
        await audit.WriteAsync(action, options, cancellationToken, ("rows", report.Rows), ("milliseconds", milliseconds))
            .ConfigureAwait(false);
        return report;
    }

    /// <summary>
    /// Carries over once more under the fence, for what a verification found: all rows are compared, because what differs is what the usual
    /// signs of a change did not tell.
    /// </summary>
    private async Task<CutoverReport> RunAgainAsync(
        CutoverDescription description,
        CutoverOptions options,
        string action,
        IProgress<RunProgress<CutoverResult>>? progress,
        CancellationToken cancellationToken)
    {
        var source = await sources.OpenAsync(description, writable: false, cancellationToken).ConfigureAwait(false);
        await using var disposal = source.ConfigureAwait(false);
        await CheckAsync(source, options, cancellationToken).ConfigureAwait(false);
        await findings.BeginAgainAsync(cancellationToken).ConfigureAwait(false);
        var report = await pass.RunAsync(
            source, options, onlyNew: false, isFenced: true, CutoverPhase.Fenced, progress, cancellationToken).ConfigureAwait(false);
        report.Quarantined = await Quarantine.WriteAsync(source, options, cancellationToken).ConfigureAwait(false);
        if (report.Succeeded)
        {
            await findings.EndAgainAsync(cancellationToken).ConfigureAwait(false);
        }

        await AuditAsync(action, report, options, cancellationToken).ConfigureAwait(false);
        return report;
    }

    private async Task CheckAsync(CutoverSource source, CutoverOptions options, CancellationToken cancellationToken)
    {
        source.ThrowIfProblems();
        Quarantine.Check(source.Mapping, options);
        await new CutoverPlanner(source).RequireSettledAsync(catalogue, workspaceStore, cancellationToken).ConfigureAwait(false);
    }

    private Task AuditAsync(string action, CutoverReport report, CutoverOptions options, CancellationToken cancellationToken)
        => audit.WriteAsync(action, options, cancellationToken, ("rows", report.Rows), ("failed", report.Failures.Count()));

    private static CutoverException Failed(CutoverReport report, string then)
    {
        var first = report.Failures.First();
        return new CutoverException(
            $"{report.Failures.Count()} workspaces could not be carried over under the fence, the first being {first.WorkspaceId}: "
            + $"{SqlText.Sentence(first.Error!.Message)} {then}",
            first.Error);
    }
}
