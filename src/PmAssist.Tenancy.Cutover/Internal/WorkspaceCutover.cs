using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>The steps of a cutover in their order, each checked against the phase before anything is changed.</summary>
internal sealed class WorkspaceCutover(
    ISchemaSessions sessions,
    CutoverDialect dialect,
    ICatalogue catalogue,
    CutoverStore store,
    CutoverWorkspaces workspaceStore,
    CutoverFences fences,
    CutoverFindings findings,
    CutoverPass pass,
    OldTables tables,
    CutoverVerifier verifier,
    CutoverRollBack rollBack)
    : IWorkspaceCutover
{
    /// <summary>The phases in which rows can be carried over.</summary>
    private static readonly CutoverPhase[] Passable = [CutoverPhase.Copying, CutoverPhase.Fenced, CutoverPhase.Verified];

    public async Task<CutoverDiscovery> DiscoverAsync(CutoverDescription? known = null, CancellationToken cancellationToken = default)
    {
        var source = await OpenAsync(known ?? new CutoverDescription(), writable: false, cancellationToken).ConfigureAwait(false);
        await using var _ = source.ConfigureAwait(false);
        var master = sessions.CreateMasterContext();
        await using var disposal = master.ConfigureAwait(false);
        return new CutoverDiscoverer(source, dialect, master, sessions.WorkspaceModel).Discover();
    }

    public async Task<CutoverPlan> PlanAsync(CutoverDescription description, CancellationToken cancellationToken = default)
    {
        var source = await OpenAsync(description, writable: false, cancellationToken).ConfigureAwait(false);
        await using var _ = source.ConfigureAwait(false);
        await store.RequireMasterAsync(cancellationToken).ConfigureAwait(false);
        return await new CutoverPlanner(source).PlanAsync(catalogue, workspaceStore, cancellationToken).ConfigureAwait(false);
    }

    public async Task<CutoverReport> RunAsync(
        CutoverDescription description,
        CutoverOptions? options = null,
        IProgress<RunProgress<CutoverResult>>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options = Validated(options);
        await store.RequireAsync([CutoverPhase.None, CutoverPhase.Copying, CutoverPhase.Dropped], "RunAsync", cancellationToken).ConfigureAwait(false);
        var source = await OpenAsync(description, writable: false, cancellationToken).ConfigureAwait(false);
        await using var _ = source.ConfigureAwait(false);
        await CheckAsync(source, options, cancellationToken).ConfigureAwait(false);
        await store.BeginAsync(cancellationToken).ConfigureAwait(false);
        return await PassAsync(source, options, onlyNew: true, "cutover.run", progress, cancellationToken).ConfigureAwait(false);
    }

    public async Task<CutoverReport> CatchUpAsync(
        CutoverDescription description,
        CutoverOptions? options = null,
        IProgress<RunProgress<CutoverResult>>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options = Validated(options);
        if (await store.RequireAsync(Passable, "CatchUpAsync", cancellationToken).ConfigureAwait(false) != CutoverPhase.Copying)
        {
            return await PassAgainAsync(description, options, "cutover.caught_up", progress, cancellationToken).ConfigureAwait(false);
        }

        var source = await OpenAsync(description, writable: false, cancellationToken).ConfigureAwait(false);
        await using var _ = source.ConfigureAwait(false);
        await CheckAsync(source, options, cancellationToken).ConfigureAwait(false);
        return await PassAsync(source, options, onlyNew: false, "cutover.caught_up", progress, cancellationToken).ConfigureAwait(false);
    }

    public async Task<CutoverReport> FenceAsync(
        CutoverDescription description,
        CutoverOptions? options = null,
        IProgress<RunProgress<CutoverResult>>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options = Validated(options);
        if (await store.RequireAsync(Passable, "FenceAsync", cancellationToken).ConfigureAwait(false) != CutoverPhase.Copying)
        {
            var again = await PassAgainAsync(description, options, "cutover.fenced", progress, cancellationToken).ConfigureAwait(false);
            return again.Succeeded ? again : throw Failed(again, "The old tables still refuse writes.");
        }

        var source = await OpenAsync(description, writable: true, cancellationToken).ConfigureAwait(false);
        await using var _ = source.ConfigureAwait(false);
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
            report = await pass.RunAsync(source, options, onlyNew: false, isFenced: true, CutoverPhase.Copying, progress, cancellationToken).ConfigureAwait(false);
            if (!report.Succeeded)
            {
                throw Failed(report, "The old tables take writes again.");
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

        await AuditAsync("cutover.fenced", options, cancellationToken, ("rows", Text(report.Rows)), ("milliseconds", Text((long)report.Duration.TotalMilliseconds)))
            .ConfigureAwait(false);
        return report;
    }

    public async Task<CutoverVerification> VerifyAsync(
        CutoverDescription description, CutoverOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = Validated(options);
        CutoverPhase[] allowed = [CutoverPhase.Copying, CutoverPhase.Fenced, CutoverPhase.Verified, CutoverPhase.Open];
        var phase = await store.RequireAsync(allowed, "VerifyAsync", cancellationToken).ConfigureAwait(false);
        var source = await OpenAsync(description, writable: false, cancellationToken).ConfigureAwait(false);
        await using var _ = source.ConfigureAwait(false);
        source.ThrowIfProblems();
        var verification = await verifier.VerifyAsync(source, options.MaxParallelism, cancellationToken).ConfigureAwait(false);
        if (phase is CutoverPhase.Fenced or CutoverPhase.Verified)
        {
            await findings.SetVerifiedAsync(verification.IsClean, cancellationToken).ConfigureAwait(false);
        }

        await AuditAsync(
            "cutover.verified", options, cancellationToken, ("rows", Text(verification.Rows)), ("differences", Text(verification.DifferentRows.Values.Sum())))
            .ConfigureAwait(false);
        return verification;
    }

    public async Task OpenAsync(CutoverOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = Validated(options);
        var phase = await store.RequireAsync(
            [CutoverPhase.Fenced, CutoverPhase.Verified, CutoverPhase.Open, CutoverPhase.Retired], "OpenAsync", cancellationToken).ConfigureAwait(false);
        var states = await workspaceStore.StatesAsync(cancellationToken).ConfigureAwait(false);
        if (phase is CutoverPhase.Open or CutoverPhase.Retired)
        {
            // A roll-back that was cut off while it looked for new writes left the workspaces suspended.
            await rollBack.ReopenAsync(states).ConfigureAwait(false);
            return;
        }

        if (!options.OpenWithDifferences && await findings.DiffersAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new CutoverException(
                "Both sides were not found the same, or a pass under the fence has not succeeded, so users would find rows missing, changed or twice. Call CatchUpAsync to carry "
                + $"over once more and VerifyAsync again, or roll back; {nameof(CutoverOptions)}.{nameof(CutoverOptions.OpenWithDifferences)} opens as it is. "
                + "Nothing was changed.");
        }

        await workspaceStore.OpenAsync(states, phase == CutoverPhase.Verified, cancellationToken).ConfigureAwait(false);
        rollBack.Forget(states);
        await AuditAsync("cutover.opened", options, cancellationToken, ("workspaces", Text(states.Count))).ConfigureAwait(false);
    }

    public async Task RetireAsync(CutoverDescription description, CutoverOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = Validated(options);
        await store.RequireAsync([CutoverPhase.Open], "RetireAsync", cancellationToken).ConfigureAwait(false);
        if (!await findings.WasVerifiedAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new CutoverException(
                "The new side was opened before both sides were found the same, so nothing shows that no row is missing. Roll back, and call VerifyAsync "
                + "between FenceAsync and OpenAsync. Nothing was changed.");
        }

        var source = await OpenAsync(description, writable: true, cancellationToken).ConfigureAwait(false);
        await using var _ = source.ConfigureAwait(false);
        await tables.RetireAsync(source, cancellationToken).ConfigureAwait(false);
        await store.SetPhaseAsync(CutoverPhase.Retired, cancellationToken).ConfigureAwait(false);
        await AuditAsync("cutover.retired", options, cancellationToken, ("tables", Text(description.Tables.Count))).ConfigureAwait(false);
    }

    public async Task DropAsync(CutoverDescription description, CutoverOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(description);
        options = Validated(options);
        await store.RequireAsync([CutoverPhase.Retired], "DropAsync", cancellationToken).ConfigureAwait(false);
        var source = await OpenAsync(OldTables.Retired(description), writable: true, cancellationToken).ConfigureAwait(false);
        await using var _ = source.ConfigureAwait(false);
        source.ThrowIfProblems();
        await tables.DropAsync(source, cancellationToken).ConfigureAwait(false);
        await store.ForgetAsync(cancellationToken).ConfigureAwait(false);
        await AuditAsync("cutover.dropped", options, cancellationToken, ("tables", Text(description.Tables.Count))).ConfigureAwait(false);
    }

    public async Task RollBackAsync(
        CutoverDescription description,
        bool discardNewWrites = false,
        CutoverOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(description);
        options = Validated(options);
        var (phase, removed) = await rollBack.RunAsync(description, discardNewWrites, options, cancellationToken).ConfigureAwait(false);
        await AuditAsync("cutover.rolled_back", options, cancellationToken, ("workspaces", Text(removed)), ("phase", phase.ToString()))
            .ConfigureAwait(false);
    }

    public Task<CutoverPhase> GetPhaseAsync(CancellationToken cancellationToken = default) => store.PhaseAsync(cancellationToken);

    private static CutoverOptions Validated(CutoverOptions? options)
    {
        options ??= new CutoverOptions();
        options.Validate();
        return options;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private Task<CutoverSource> OpenAsync(CutoverDescription description, bool writable, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(description);
        return CutoverSource.OpenAsync(sessions, dialect, description, writable, cancellationToken);
    }

    private async Task CheckAsync(CutoverSource source, CutoverOptions options, CancellationToken cancellationToken)
    {
        source.ThrowIfProblems();
        Quarantine.Check(source.Mapping, options);
        await new CutoverPlanner(source).RequireSettledAsync(catalogue, workspaceStore, cancellationToken).ConfigureAwait(false);
    }

    private async Task<CutoverReport> PassAsync(
        CutoverSource source, CutoverOptions options, bool onlyNew, string action, IProgress<RunProgress<CutoverResult>>? progress, CancellationToken cancellationToken)
    {
        var report = await pass.RunAsync(source, options, onlyNew, isFenced: false, CutoverPhase.Copying, progress, cancellationToken).ConfigureAwait(false);
        report.Quarantined = await Quarantine.WriteAsync(source, options, cancellationToken).ConfigureAwait(false);
        await AuditAsync(action, options, cancellationToken, ("rows", Text(report.Rows)), ("failed", Text(report.Failures.Count()))).ConfigureAwait(false);
        return report;
    }

    /// <summary>
    /// Carries over once more under the fence, for what a verification found: all rows are compared, because what differs is what the usual
    /// signs of a change did not tell.
    /// </summary>
    private async Task<CutoverReport> PassAgainAsync(
        CutoverDescription description, CutoverOptions options, string action, IProgress<RunProgress<CutoverResult>>? progress, CancellationToken cancellationToken)
    {
        var source = await OpenAsync(description, writable: false, cancellationToken).ConfigureAwait(false);
        await using var _ = source.ConfigureAwait(false);
        await CheckAsync(source, options, cancellationToken).ConfigureAwait(false);
        await findings.BeginAgainAsync(cancellationToken).ConfigureAwait(false);
        var report = await pass.RunAsync(source, options, onlyNew: false, isFenced: true, CutoverPhase.Fenced, progress, cancellationToken).ConfigureAwait(false);
        report.Quarantined = await Quarantine.WriteAsync(source, options, cancellationToken).ConfigureAwait(false);
        if (report.Succeeded)
        {
            await findings.EndAgainAsync(cancellationToken).ConfigureAwait(false);
        }

        await AuditAsync(action, options, cancellationToken, ("rows", Text(report.Rows)), ("failed", Text(report.Failures.Count()))).ConfigureAwait(false);
        return report;
    }

    private static CutoverException Failed(CutoverReport report, string then)
        => new($"{report.Failures.Count()} workspaces could not be carried over under the fence, the first being {report.Failures.First().WorkspaceId}: "
            + $"{SqlText.Sentence(report.Failures.First().Error!.Message)} {then}", report.Failures.First().Error);

    private Task AuditAsync(string action, CutoverOptions options, CancellationToken cancellationToken, params (string, string?)[] details)
        => catalogue.WriteAuditAsync(
            new NewAuditEntry(action, "Cutover", "cutover")
            {
                ActorId = options.ActorId,
                Details = JsonSerializer.Serialize(details.ToDictionary(d => d.Item1, d => d.Item2)),
            },
            cancellationToken);
}
