using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>The steps of a cutover in their order, each checked against the phase before anything is changed.</summary>
internal sealed class WorkspaceCutover(
    ISchemaSessions sessions,
    CutoverDialect dialect,
    TenancyProvider provider,
    ICatalogue catalogue,
    CutoverSources sources,
    CutoverStore store,
    CutoverWorkspaces workspaceStore,
    CutoverFindings findings,
    CutoverPasses passes,
    SourceTables tables,
    CutoverVerifier verifier,
    CutoverRollBack rollBack,
    CutoverAudit audit)
    : IWorkspaceCutover
{
    public async Task<CutoverDiscovery> DiscoverAsync(CutoverDescription? known = null, CancellationToken cancellationToken = default)
    {
        var source = await sources.OpenAsync(known ?? new CutoverDescription(), writable: false, cancellationToken).ConfigureAwait(false);
        await using var sourceDisposal = source.ConfigureAwait(false);
        var master = sessions.CreateMasterContext();
        await using var masterDisposal = master.ConfigureAwait(false);
        return new CutoverDiscoverer(source, dialect, provider.Bulk, master, sessions.WorkspaceModels).Discover();
    }

    public async Task<CutoverPlan> PlanAsync(CutoverDescription description, CancellationToken cancellationToken = default)
    {
        var source = await sources.OpenAsync(description, writable: false, cancellationToken).ConfigureAwait(false);
        await using var disposal = source.ConfigureAwait(false);
        await store.RequireMasterAsync(cancellationToken).ConfigureAwait(false);
        return await new CutoverPlanner(source).PlanAsync(catalogue, workspaceStore, cancellationToken).ConfigureAwait(false);
    }

    public Task<CutoverReport> RunAsync(
        CutoverDescription description,
        CutoverOptions? options = null,
        IProgress<RunProgress<CutoverResult>>? progress = null,
        CancellationToken cancellationToken = default)
        => passes.RunAsync(description, Validated(options), progress, cancellationToken);

    public Task<CutoverReport> CatchUpAsync(
        CutoverDescription description,
        CutoverOptions? options = null,
        IProgress<RunProgress<CutoverResult>>? progress = null,
        CancellationToken cancellationToken = default)
        => passes.CatchUpAsync(description, Validated(options), progress, cancellationToken);

    public Task<CutoverReport> FenceAsync(
        CutoverDescription description,
        CutoverOptions? options = null,
        IProgress<RunProgress<CutoverResult>>? progress = null,
        CancellationToken cancellationToken = default)
        => passes.FenceAsync(description, Validated(options), progress, cancellationToken);

    public async Task<CutoverVerification> VerifyAsync(
        CutoverDescription description, CutoverOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = Validated(options);
        CutoverPhase[] allowed = [CutoverPhase.Copying, CutoverPhase.Fenced, CutoverPhase.Verified, CutoverPhase.Open];
        var phase = await store.RequireAsync(allowed, "VerifyAsync", cancellationToken).ConfigureAwait(false);
        var source = await sources.OpenAsync(description, writable: false, cancellationToken).ConfigureAwait(false);
        await using var disposal = source.ConfigureAwait(false);
        source.ThrowIfProblems();
        var verification = await verifier.VerifyAsync(source, options.MaxParallelism, cancellationToken).ConfigureAwait(false);
        if (phase is CutoverPhase.Fenced or CutoverPhase.Verified)
        {
            await findings.SetVerifiedAsync(verification.IsClean, cancellationToken).ConfigureAwait(false);
        }

        var differences = verification.DifferentRows.Values.Sum();
        await audit.WriteAsync(
            "cutover.verified", options, cancellationToken, ("rows", verification.Rows), ("differences", differences))
            .ConfigureAwait(false);
        return verification;
    }

    public async Task OpenAsync(CutoverOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = Validated(options);
        CutoverPhase[] allowed = [CutoverPhase.Fenced, CutoverPhase.Verified, CutoverPhase.Open, CutoverPhase.Retired];
        var phase = await store.RequireAsync(allowed, "OpenAsync", cancellationToken).ConfigureAwait(false);
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
                "Both sides were not found the same, or a pass under the fence has not succeeded, so users would find rows missing, "
                + "changed or twice. Call CatchUpAsync to carry over once more and VerifyAsync again, or roll back; "
                + $"{nameof(CutoverOptions)}.{nameof(CutoverOptions.OpenWithDifferences)} opens as it is. Nothing was changed.");
        }

        await workspaceStore.OpenAsync(states, phase == CutoverPhase.Verified, cancellationToken).ConfigureAwait(false);
        rollBack.Forget(states);
        await audit.WriteAsync("cutover.opened", options, cancellationToken, ("workspaces", states.Count)).ConfigureAwait(false);
    }

    public async Task RetireAsync(
        CutoverDescription description, CutoverOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = Validated(options);
        await store.RequireAsync([CutoverPhase.Open], "RetireAsync", cancellationToken).ConfigureAwait(false);
        if (!await findings.WasVerifiedAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new CutoverException(
                "The new side was opened before both sides were found the same, so nothing shows that no row is missing. Roll back, and "
                + "call VerifyAsync between FenceAsync and OpenAsync. Nothing was changed.");
        }

        var source = await sources.OpenAsync(description, writable: true, cancellationToken).ConfigureAwait(false);
        await using var disposal = source.ConfigureAwait(false);
        await tables.RetireAsync(source, cancellationToken).ConfigureAwait(false);
        await store.SetPhaseAsync(CutoverPhase.Retired, cancellationToken).ConfigureAwait(false);
        await audit.WriteAsync("cutover.retired", options, cancellationToken, ("tables", description.Tables.Count)).ConfigureAwait(false);
    }

    public async Task DropAsync(
        CutoverDescription description, CutoverOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(description);
        options = Validated(options);
        await store.RequireAsync([CutoverPhase.Retired], "DropAsync", cancellationToken).ConfigureAwait(false);
        var retired = SourceTables.Retired(description);
        var source = await sources.OpenAsync(retired, writable: true, cancellationToken).ConfigureAwait(false);
        await using var disposal = source.ConfigureAwait(false);
        source.ThrowIfProblems();
        await tables.DropAsync(source, cancellationToken).ConfigureAwait(false);
        await store.ForgetAsync(cancellationToken).ConfigureAwait(false);
        await audit.WriteAsync("cutover.dropped", options, cancellationToken, ("tables", description.Tables.Count)).ConfigureAwait(false);
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
        await audit.WriteAsync(
            "cutover.rolled_back", options, cancellationToken, ("workspaces", removed), ("phase", phase)).ConfigureAwait(false);
    }

    public Task<CutoverPhase> GetPhaseAsync(CancellationToken cancellationToken = default) => store.PhaseAsync(cancellationToken);

    private static CutoverOptions Validated(CutoverOptions? options)
    {
        options ??= new CutoverOptions();
        OptionRules.Check(options);
        return options;
    }
}
