using System.Diagnostics;
using System.Globalization;

namespace PmAssist.Tenancy.Internal;

/// <summary>The steps of a cutover in their order, each checked against the phase before anything is changed.</summary>
internal sealed class WorkspaceCutover(
    ITenancyContexts contexts,
    TenancyProvider provider,
    MasterStore master,
    CutoverStore store,
    CutoverPass pass,
    OldTables tables,
    CutoverVerifier verifier,
    CatalogueCache cache)
    : IWorkspaceCutover
{
    public async Task<CutoverDiscovery> DiscoverAsync(CutoverDescription? known = null, CancellationToken cancellationToken = default)
    {
        var source = await OpenAsync(known ?? new CutoverDescription(), writable: false, cancellationToken).ConfigureAwait(false);
        await using var _ = source.ConfigureAwait(false);
        using var masterContext = contexts.CreateMaster();
        using var workspace = contexts.CreateUnbound();
        return new CutoverDiscoverer(source, provider.Cutover, masterContext, workspace).Discover();
    }

    public async Task<CutoverPlan> PlanAsync(CutoverDescription description, CancellationToken cancellationToken = default)
    {
        var source = await OpenAsync(description, writable: false, cancellationToken).ConfigureAwait(false);
        await using var _ = source.ConfigureAwait(false);
        await store.RequireMasterAsync(cancellationToken).ConfigureAwait(false);
        var states = await store.WorkspacesAsync(cancellationToken).ConfigureAwait(false);
        return await new CutoverPlanner(source).PlanAsync(master, states.Keys, cancellationToken).ConfigureAwait(false);
    }

    public async Task<CutoverReport> RunAsync(
        CutoverDescription description,
        CutoverOptions? options = null,
        IProgress<CutoverProgress>? progress = null,
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
        IProgress<CutoverProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options = Validated(options);
        await store.RequireAsync([CutoverPhase.Copying], "CatchUpAsync", cancellationToken).ConfigureAwait(false);
        var source = await OpenAsync(description, writable: false, cancellationToken).ConfigureAwait(false);
        await using var _ = source.ConfigureAwait(false);
        await CheckAsync(source, options, cancellationToken).ConfigureAwait(false);
        return await PassAsync(source, options, onlyNew: false, "cutover.caught_up", progress, cancellationToken).ConfigureAwait(false);
    }

    public async Task<CutoverReport> FenceAsync(
        CutoverDescription description,
        CutoverOptions? options = null,
        IProgress<CutoverProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options = Validated(options);
        await store.RequireAsync([CutoverPhase.Copying], "FenceAsync", cancellationToken).ConfigureAwait(false);
        var source = await OpenAsync(description, writable: true, cancellationToken).ConfigureAwait(false);
        await using var _ = source.ConfigureAwait(false);
        source.ThrowIfProblems();
        Quarantine.Check(source.Mapping, options);
        await store.RequireAllCarriedAsync(cancellationToken).ConfigureAwait(false);

        var started = Stopwatch.GetTimestamp();
        var fence = Guid.NewGuid();
        await store.BeginFenceAsync(fence, cancellationToken).ConfigureAwait(false);
        CutoverReport report;
        try
        {
            await tables.FenceAsync(source, cancellationToken).ConfigureAwait(false);
            report = await pass.RunAsync(source, options, onlyNew: false, refuseStrays: true, progress, cancellationToken).ConfigureAwait(false);
            if (!report.Succeeded)
            {
                throw new CutoverException(
                    $"{report.Failures.Count()} workspaces could not be carried over under the fence, the first being {report.Failures.First().WorkspaceId}: "
                    + $"{DatabaseError.Sentence(report.Failures.First().Error!.Message)} The old tables take writes again.",
                    report.Failures.First().Error);
            }

            report = report with { Duration = Stopwatch.GetElapsedTime(started) };
            report = report with { Quarantined = await Quarantine.WriteAsync(source, options, cancellationToken).ConfigureAwait(false) };
            await store.CompleteFenceAsync(fence, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // It may have been completed although the answer was lost, and another call may have fenced the tables since.
            if (await store.IsPendingAsync(fence, CancellationToken.None).ConfigureAwait(false))
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
            await store.SetPhaseAsync(verification.IsClean ? CutoverPhase.Verified : CutoverPhase.Fenced, cancellationToken).ConfigureAwait(false);
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
        var states = await store.WorkspacesAsync(cancellationToken).ConfigureAwait(false);
        if (phase is CutoverPhase.Open or CutoverPhase.Retired)
        {
            // A roll-back that was cut off while it looked for new writes left the workspaces suspended.
            await ReopenAsync(states).ConfigureAwait(false);
            return;
        }

        await store.OpenAsync(states, phase == CutoverPhase.Verified, cancellationToken).ConfigureAwait(false);
        Forget(states);
        await AuditAsync("cutover.opened", options, cancellationToken, ("workspaces", Text(states.Count))).ConfigureAwait(false);
    }

    public async Task RetireAsync(CutoverDescription description, CutoverOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = Validated(options);
        await store.RequireAsync([CutoverPhase.Open], "RetireAsync", cancellationToken).ConfigureAwait(false);
        if (!await store.WasVerifiedAsync(cancellationToken).ConfigureAwait(false))
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
        CutoverDescription description, bool discardNewWrites = false, CutoverOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(description);
        options = Validated(options);
        CutoverPhase[] allowed = [CutoverPhase.Copying, CutoverPhase.Fenced, CutoverPhase.Verified, CutoverPhase.Open, CutoverPhase.Retired];
        var phase = await store.RequireAsync(allowed, "RollBackAsync", cancellationToken).ConfigureAwait(false);
        if (phase is CutoverPhase.Open or CutoverPhase.Retired)
        {
            await CloseAsync(phase == CutoverPhase.Retired ? OldTables.Retired(description) : description, discardNewWrites, options, cancellationToken)
                .ConfigureAwait(false);
        }

        // What is removed from here on is no difference to be refused, should this be cut off and called again.
        await store.SetPhaseAsync(CutoverPhase.Copying, cancellationToken).ConfigureAwait(false);
        await BringBackAsync(description, cancellationToken).ConfigureAwait(false);
        var states = await store.WorkspacesAsync(cancellationToken).ConfigureAwait(false);
        await Parallel.ForEachAsync(
            states.Keys,
            new ParallelOptions { MaxDegreeOfParallelism = options.MaxParallelism, CancellationToken = cancellationToken },
            async (id, token) =>
            {
                await pass.RemoveAsync(id, token).ConfigureAwait(false);
                cache.Forget(id);
            }).ConfigureAwait(false);

        var source = await OpenAsync(description, writable: true, cancellationToken).ConfigureAwait(false);
        await using var _ = source.ConfigureAwait(false);
        await tables.UnfenceAsync(source, cancellationToken).ConfigureAwait(false);
        await store.RemoveAsync(cancellationToken).ConfigureAwait(false);
        await AuditAsync("cutover.rolled_back", options, cancellationToken, ("workspaces", Text(states.Count)), ("phase", phase.ToString())).ConfigureAwait(false);
    }

    public Task<CutoverPhase> GetPhaseAsync(CancellationToken cancellationToken = default) => store.PhaseAsync(cancellationToken);

    private static CutoverOptions Validated(CutoverOptions? options)
    {
        options ??= new CutoverOptions();
        options.Validate();
        return options;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Suspends the workspaces, so that nothing is written after it was looked for; opens them again if there is something to be lost.</summary>
    private async Task CloseAsync(CutoverDescription description, bool discardNewWrites, CutoverOptions options, CancellationToken cancellationToken)
    {
        var states = await store.CloseAsync(cancellationToken).ConfigureAwait(false);
        Forget(states);
        if (discardNewWrites)
        {
            return;
        }

        try
        {
            var source = await OpenAsync(description, writable: false, cancellationToken).ConfigureAwait(false);
            await using var _ = source.ConfigureAwait(false);
            await verifier.RefuseNewWritesAsync(source, options.MaxParallelism, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await ReopenAsync(states).ConfigureAwait(false);
            throw;
        }
    }

    private async Task ReopenAsync(Dictionary<Guid, WorkspaceState> states)
    {
        await store.ReopenAsync(states, CancellationToken.None).ConfigureAwait(false);
        Forget(states);
    }

    private void Forget(Dictionary<Guid, WorkspaceState> states) => states.Keys.ToList().ForEach(cache.Forget);

    private async Task BringBackAsync(CutoverDescription description, CancellationToken cancellationToken)
    {
        var source = await OpenAsync(description, writable: true, cancellationToken).ConfigureAwait(false);
        await using var _ = source.ConfigureAwait(false);
        await tables.BringBackAsync(source, cancellationToken).ConfigureAwait(false);
    }

    private Task<CutoverSource> OpenAsync(CutoverDescription description, bool writable, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(description);
        return CutoverSource.OpenAsync(contexts, provider, description, writable, cancellationToken);
    }

    private async Task CheckAsync(CutoverSource source, CutoverOptions options, CancellationToken cancellationToken)
    {
        source.ThrowIfProblems();
        Quarantine.Check(source.Mapping, options);
        var states = await store.WorkspacesAsync(cancellationToken).ConfigureAwait(false);
        await new CutoverPlanner(source).RequireSettledAsync(master, states.Keys, cancellationToken).ConfigureAwait(false);
    }

    private async Task<CutoverReport> PassAsync(
        CutoverSource source, CutoverOptions options, bool onlyNew, string action, IProgress<CutoverProgress>? progress, CancellationToken cancellationToken)
    {
        var report = await pass.RunAsync(source, options, onlyNew, refuseStrays: false, progress, cancellationToken).ConfigureAwait(false);
        report = report with { Quarantined = await Quarantine.WriteAsync(source, options, cancellationToken).ConfigureAwait(false) };
        await AuditAsync(action, options, cancellationToken, ("rows", Text(report.Rows)), ("failed", Text(report.Failures.Count()))).ConfigureAwait(false);
        return report;
    }

    private Task<bool> AuditAsync(string action, CutoverOptions options, CancellationToken cancellationToken, params (string, string?)[] details)
        => master.WriteAsync(
            (_, _) => Task.FromResult((true, (AuditRecord?)new AuditRecord(action, "Cutover", "cutover") { ActorId = options.ActorId, Details = AuditDetails.Of(details) })),
            cancellationToken);
}
