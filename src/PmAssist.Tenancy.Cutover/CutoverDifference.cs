namespace PmAssist.Tenancy.Cutover;

/// <summary>A row that is not the same on both sides.</summary>
public sealed class CutoverDifference
{
    internal CutoverDifference(Guid? workspaceId, string table, string key, CutoverDifferenceKind kind)
        => (WorkspaceId, Table, Key, Kind) = (workspaceId, table, key, kind);

    /// <summary>The workspace; null for the master's tables.</summary>
    public Guid? WorkspaceId { get; }

    /// <summary>The new table.</summary>
    public string Table { get; }

    /// <summary>
    /// The row's key on the new side; several columns with commas between. Empty if the two sides differ and no row was found
    /// that does, because it was changed while they were compared.
    /// </summary>
    public string Key { get; }

    /// <summary>How it differs.</summary>
    public CutoverDifferenceKind Kind { get; }
}
