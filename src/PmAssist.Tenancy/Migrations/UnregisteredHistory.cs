namespace PmAssist.Tenancy;

/// <summary>
/// A migrations history table that no registered context has: what is left of a context that the host registers no longer. The library
/// leaves such a context's tables as they are; drop them yourself if nobody needs them.
/// </summary>
public sealed class UnregisteredHistory
{
    internal UnregisteredHistory(string table, IReadOnlyList<Guid> workspaceIds) => (Table, WorkspaceIds) = (table, workspaceIds);

    /// <summary>The table's name, which ends with that of the context: <c>__EFMigrationsHistory_SupportDbContext</c>.</summary>
    public string Table { get; }

    /// <summary>The workspaces that have it in their schema.</summary>
    public IReadOnlyList<Guid> WorkspaceIds { get; }
}
