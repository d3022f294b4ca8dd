namespace PmAssist.Tenancy;

/// <summary>What a comparison of the catalogue with every schema's own history found.</summary>
/// <param name="Checked">How many workspaces were compared.</param>
/// <param name="Missing">The workspaces whose schema is not there.</param>
/// <param name="Repaired">The workspaces whose row said something else than their history; the row was corrected.</param>
public sealed record WorkspaceVerification(
    int Checked, IReadOnlyList<Workspace> Missing, IReadOnlyList<WorkspaceMismatch> Repaired)
{
    /// <summary>Whether the catalogue was right about every workspace.</summary>
    public bool WasCorrect => Missing.Count == 0 && Repaired.Count == 0;
}

/// <summary>A workspace whose row was wrong.</summary>
/// <param name="WorkspaceId">The workspace.</param>
/// <param name="CatalogueVersion">The version that the catalogue had.</param>
/// <param name="ActualVersion">The newest migration in the schema's own history; null if it has none.</param>
public sealed record WorkspaceMismatch(Guid WorkspaceId, string? CatalogueVersion, string? ActualVersion);
