namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>Which call's fence counts, where several are at it.</summary>
internal sealed class CutoverFences(CutoverStore store)
{
    private string Phases => store.Table(CutoverTables.Phases);

    /// <summary>Begins a fence: of several that are begun, the last is the one that counts.</summary>
    public Task BeginFenceAsync(Guid fence, CancellationToken cancellationToken)
        => store.NoteAsync([$"UPDATE {Phases} SET fence = '{fence}'"], cancellationToken);

    /// <summary>Whether a fence was neither completed nor begun anew by another call.</summary>
    public Task<bool> IsPendingAsync(Guid fence, CancellationToken cancellationToken)
        => store.InMasterAsync(
            attach: null,
            async (session, token) => await CutoverCommands.In(session)
                .QueryAsync($"SELECT id FROM {Phases} WHERE {IsPending(fence)}", token).ConfigureAwait(false) is { Count: > 0 },
            cancellationToken);

    /// <exception cref="CutoverException">Another call began a fence meanwhile.</exception>
    public Task CompleteFenceAsync(Guid fence, CancellationToken cancellationToken)
    {
        var update = $"UPDATE {Phases} SET value = '{CutoverPhase.Fenced}' WHERE {IsPending(fence)}";
        return store.InMasterAsync(
            attach: null,
            async (session, token) => await CutoverCommands.In(session).ExecuteAsync(update, token).ConfigureAwait(false) == 1
                ? true
                : throw new CutoverException("Another call of FenceAsync began meanwhile, and goes on. Look at its result."),
            cancellationToken);
    }

    private static string IsPending(Guid fence) => $"value = '{CutoverPhase.Copying}' AND fence = '{fence}'";
}
