namespace PmAssist.Tenancy;

/// <summary>What a comparison of the catalogue with every schema's own history found.</summary>
/// <param name="Checked">How many workspaces were compared.</param>
/// <param name="Missing">
/// The workspaces whose schema is not there. Their rows say so now, in <c>last_error</c>, and they cannot be entered.
/// </param>
/// <param name="Repaired">
/// The workspaces whose row said something else than their history, or had an error that is over; the row was corrected.
/// </param>
/// <param name="Orphans">
/// Schemas named like a workspace's that no row owns: left by a restore of the catalogue alone, or another master schema's in the
/// same database. Look what is in one before you drop it; the library never does.
/// </param>
public sealed record WorkspaceVerification(
    int Checked, IReadOnlyList<Workspace> Missing, IReadOnlyList<WorkspaceMismatch> Repaired, IReadOnlyList<WorkspaceSchema> Orphans)
{
    /// <summary>Whether the catalogue was right about every workspace; orphans are nobody's.</summary>
    public bool WasCorrect => Missing.Count == 0 && Repaired.Count == 0;
}
