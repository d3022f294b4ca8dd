namespace PmAssist.Tenancy.Cutover.Internal;

/// <content>The way back.</content>
internal sealed partial class WorkspaceCutover
{
    public async Task RollBackAsync(
        CutoverDescription description, bool discardNewWrites = false, CutoverOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(description);
        options = Validated(options);
        CutoverPhase[] allowed = [CutoverPhase.Copying, CutoverPhase.Fenced, CutoverPhase.Verified, CutoverPhase.Open, CutoverPhase.Retired];
        var phase = await store.RequireAsync(allowed, "RollBackAsync", cancellationToken).ConfigureAwait(false);

        // Before anything is changed: it refuses what a newer version of the library has noted.
        await store.WorkspacesAsync(cancellationToken).ConfigureAwait(false);
        if (phase is CutoverPhase.Open or CutoverPhase.Retired)
        {
            await CloseAsync(phase == CutoverPhase.Retired ? OldTables.Retired(description) : description, discardNewWrites, options, cancellationToken)
                .ConfigureAwait(false);
        }

        else if (discardNewWrites)
        {
            await store.SuspendResumedAsync(cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await store.RefuseResumedAsync(cancellationToken).ConfigureAwait(false);
        }

        // What is removed from here on must not count as a new write if this is interrupted and repeated.
        await store.SetPhaseAsync(CutoverPhase.Copying, cancellationToken).ConfigureAwait(false);
        await BringBackAsync(description, cancellationToken).ConfigureAwait(false);
        var states = await store.WorkspacesAsync(cancellationToken).ConfigureAwait(false);
        await Parallel.ForEachAsync(
            states.Keys,
            new ParallelOptions { MaxDegreeOfParallelism = options.MaxParallelism, CancellationToken = cancellationToken },
            async (id, token) =>
            {
                await pass.RemoveAsync(id, token).ConfigureAwait(false);
                catalogue.Forget(id);
            }).ConfigureAwait(false);

        var source = await OpenAsync(description, writable: true, cancellationToken).ConfigureAwait(false);
        await using var _ = source.ConfigureAwait(false);
        await tables.UnfenceAsync(source, cancellationToken).ConfigureAwait(false);
        await store.RemoveAsync(cancellationToken).ConfigureAwait(false);
        await AuditAsync("cutover.rolled_back", options, cancellationToken, ("workspaces", Text(states.Count)), ("phase", phase.ToString())).ConfigureAwait(false);
    }

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

    private void Forget(Dictionary<Guid, WorkspaceState> states) => states.Keys.ToList().ForEach(catalogue.Forget);

    private async Task BringBackAsync(CutoverDescription description, CancellationToken cancellationToken)
    {
        var source = await OpenAsync(description, writable: true, cancellationToken).ConfigureAwait(false);
        await using var _ = source.ConfigureAwait(false);
        await tables.BringBackAsync(source, cancellationToken).ConfigureAwait(false);
    }
}
