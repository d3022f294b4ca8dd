namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>The way back.</summary>
internal sealed class CutoverRollBack(
    CutoverSources sources,
    ICatalogue catalogue,
    CutoverStore store,
    CutoverWorkspaces workspaceStore,
    WorkspaceCarrier carrier,
    SourceTables tables,
    NewWrites newWrites,
    TimeProvider clock)
{
    /// <summary>Brings the source tables back and removes what was carried over.</summary>
    /// <returns>The phase that it began in, and how many workspaces were removed.</returns>
    public async Task<(CutoverPhase Phase, int Workspaces)> RunAsync(
        CutoverDescription description, bool discardNewWrites, CutoverOptions options, CancellationToken cancellationToken)
    {
        CutoverPhase[] allowed =
            [CutoverPhase.Copying, CutoverPhase.Fenced, CutoverPhase.Verified, CutoverPhase.Open, CutoverPhase.Retired];
        var phase = await store.RequireAsync(allowed, "RollBackAsync", cancellationToken).ConfigureAwait(false);

        // Before anything is changed: it refuses what a newer version of the library has noted.
        await workspaceStore.StatesAsync(cancellationToken).ConfigureAwait(false);
        if (phase is CutoverPhase.Open or CutoverPhase.Retired)
        {
            var current = phase == CutoverPhase.Retired ? SourceTables.Retired(description) : description;
            await CloseAsync(current, discardNewWrites, options, cancellationToken).ConfigureAwait(false);
        }
        else if (discardNewWrites)
        {
            await workspaceStore.SuspendResumedAsync(cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await workspaceStore.RefuseResumedAsync(cancellationToken).ConfigureAwait(false);
        }

        // What is removed from here on must not count as a new write if this is interrupted and repeated.
        await store.SetPhaseAsync(CutoverPhase.Copying, cancellationToken).ConfigureAwait(false);
        await BringBackAsync(description, cancellationToken).ConfigureAwait(false);
        var states = await workspaceStore.StatesAsync(cancellationToken).ConfigureAwait(false);
        await WorkspaceRuns
            .RunAsync(states.Keys, carrier.RemoveAsync, options.MaxParallelism, clock, cancellationToken: cancellationToken)
            .ConfigureAwait(false);

        var source = await sources.OpenAsync(description, writable: true, cancellationToken).ConfigureAwait(false);
        await using var disposal = source.ConfigureAwait(false);
        await tables.UnfenceAsync(source, cancellationToken).ConfigureAwait(false);
        await store.RemoveAsync(cancellationToken).ConfigureAwait(false);
        return (phase, states.Count);
    }

    /// <summary>
    /// Suspends the workspaces, so that nothing is written after it was looked for; opens them again if there is something to be lost.
    /// </summary>
    private async Task CloseAsync(
        CutoverDescription description, bool discardNewWrites, CutoverOptions options, CancellationToken cancellationToken)
    {
        var states = await workspaceStore.CloseAsync(cancellationToken).ConfigureAwait(false);
        Forget(states);
        if (discardNewWrites)
        {
            return;
        }

        try
        {
            var source = await sources.OpenAsync(description, writable: false, cancellationToken).ConfigureAwait(false);
            await using var disposal = source.ConfigureAwait(false);
            await newWrites.RefuseAsync(source, options.MaxParallelism, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await ReopenAsync(states).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gives workspaces that were closed their states back.</summary>
    public async Task ReopenAsync(Dictionary<Guid, WorkspaceState> states)
    {
        await workspaceStore.ReopenAsync(states, CancellationToken.None).ConfigureAwait(false);
        Forget(states);
    }

    /// <summary>What the catalogue's cache has of the workspaces is out of date.</summary>
    public void Forget(Dictionary<Guid, WorkspaceState> states) => states.Keys.ToList().ForEach(catalogue.Forget);

    private async Task BringBackAsync(CutoverDescription description, CancellationToken cancellationToken)
    {
        var source = await sources.OpenAsync(description, writable: true, cancellationToken).ConfigureAwait(false);
        await using var disposal = source.ConfigureAwait(false);
        await tables.BringBackAsync(source, cancellationToken).ConfigureAwait(false);
    }
}
