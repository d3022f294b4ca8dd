namespace PmAssist.Tenancy;

/// <summary>What a comparison of the catalogue with every schema's own history found.</summary>
public sealed class WorkspaceVerification
{
    internal WorkspaceVerification(
        int @checked,
        IReadOnlyList<Workspace> missing,
        IReadOnlyList<WorkspaceMismatch> repaired,
        IReadOnlyList<WorkspaceSchema> orphans,
        IReadOnlyDictionary<string, IReadOnlyList<Guid>> unregistered)
        => (Checked, Missing, Repaired, Orphans, Unregistered) = (@checked, missing, repaired, orphans, unregistered);

    /// <summary>How many workspaces were compared.</summary>
    public int Checked { get; }

    /// <summary>
    /// The workspaces whose schema is not there. Their rows say so now, in <c>last_error</c>, and they cannot be entered.
    /// </summary>
    public IReadOnlyList<Workspace> Missing { get; }

    /// <summary>
    /// The workspaces whose row said something else than their history, or had an error that is over; the row was corrected.
    /// </summary>
    public IReadOnlyList<WorkspaceMismatch> Repaired { get; }

    /// <summary>
    /// Schemas named like a workspace's that no row owns: left by a restore of the catalogue alone, or another master schema's in the
    /// same database. Look what is in one before you drop it; the library never does.
    /// </summary>
    public IReadOnlyList<WorkspaceSchema> Orphans { get; }

    /// <summary>
    /// What contexts left that the host registers no longer: by the name of such a migrations history table, which ends with that of the
    /// context (<c>__EFMigrationsHistory_SupportDbContext</c>), the workspaces that have it in their schema. The library leaves a context's
    /// tables as they are; drop them yourself if nobody needs them. The first context's own table, and one that the host named in another
    /// way, cannot be told.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Guid>> Unregistered { get; }

    /// <summary>
    /// Whether the catalogue was right about every workspace. Orphans belong to none, and what is unregistered is not the catalogue's.
    /// </summary>
    public bool IsClean => Missing.Count == 0 && Repaired.Count == 0;
}
