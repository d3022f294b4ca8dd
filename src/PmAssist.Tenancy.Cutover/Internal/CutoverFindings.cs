namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>What verifications under the fence found, kept with the phase.</summary>
internal sealed class CutoverFindings(CutoverStore store)
{
    /// <summary>
    /// What is noted of the verification: none, one before the opening without a difference, one under the fence with some.
    /// </summary>
    private const int NotVerified = 0;
    private const int Same = 1;
    private const int Different = 2;

    private string Phases => store.Table(CutoverTables.Phases);

    public Task<bool> WasVerifiedAsync(CancellationToken cancellationToken) => HasVerifiedAsync(Same, cancellationToken);

    /// <summary>Whether the last verification under the fence found differences, and no pass has carried them over since.</summary>
    public Task<bool> DiffersAsync(CancellationToken cancellationToken) => HasVerifiedAsync(Different, cancellationToken);

    /// <summary>Notes what a verification under the fence found.</summary>
    public Task SetVerifiedAsync(bool isClean, CancellationToken cancellationToken)
    {
        var (phase, found) = isClean ? (CutoverPhase.Verified, NotVerified) : (CutoverPhase.Fenced, Different);
        return store.NoteAsync([$"UPDATE {Phases} SET value = '{phase}', verified = {found}"], cancellationToken);
    }

    /// <summary>Notes that another pass under the fence begins: until it succeeds, both sides may differ.</summary>
    public Task BeginAgainAsync(CancellationToken cancellationToken)
        => store.NoteAsync(
            [
                $"""
                UPDATE {Phases} SET value = '{CutoverPhase.Fenced}', verified = {Different}
                WHERE value IN ('{CutoverPhase.Fenced}', '{CutoverPhase.Verified}')
                """,
            ],
            cancellationToken);

    public Task EndAgainAsync(CancellationToken cancellationToken)
        => store.NoteAsync([$"UPDATE {Phases} SET verified = {NotVerified} WHERE value = '{CutoverPhase.Fenced}'"], cancellationToken);

    /// <summary>The statement that opens the new side, and notes whether both sides were found the same before.</summary>
    public string Opening(bool verified)
    {
        var found = verified ? Same : NotVerified;
        return $"UPDATE {Phases} SET value = '{CutoverPhase.Open}', verified = {found}";
    }

    private async Task<bool> HasVerifiedAsync(int verified, CancellationToken cancellationToken)
        => await store.InMasterAsync(
            attach: null,
            (session, token) => CutoverCommands.In(session)
                .QueryAsync($"SELECT verified FROM {Phases} WHERE verified = {verified}", token),
            cancellationToken).ConfigureAwait(false) is { Count: > 0 };
}
