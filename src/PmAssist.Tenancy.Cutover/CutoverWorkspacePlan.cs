namespace PmAssist.Tenancy.Cutover;

/// <summary>A workspace that would be created.</summary>
public sealed class CutoverWorkspacePlan
{
    internal CutoverWorkspacePlan(Guid workspaceId, IReadOnlyDictionary<string, long> rows)
        => (WorkspaceId, Rows) = (workspaceId, rows);

    /// <summary>Its id.</summary>
    public Guid WorkspaceId { get; }

    /// <summary>How many rows each new table would get, by new table.</summary>
    public IReadOnlyDictionary<string, long> Rows { get; }
}
