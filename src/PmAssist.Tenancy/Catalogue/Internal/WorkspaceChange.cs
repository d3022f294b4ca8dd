namespace PmAssist.Tenancy.Internal;

/// <summary>What a schema change writes into the catalogue.</summary>
/// <param name="Id">The workspace.</param>
/// <param name="Values">The properties of its row that change, by name.</param>
internal sealed record WorkspaceChange(Guid Id, IReadOnlyDictionary<string, object?> Values)
{
    /// <summary>The entry in the audit log; null for none.</summary>
    public NewAuditEntry? Audit { get; init; }

    /// <summary>
    /// The states that the row may change from; empty for any. A workspace whose deletion has begun meanwhile stays in that state: the
    /// deletion waits for this schema's lock and drops what was created.
    /// </summary>
    public IReadOnlyList<WorkspaceStatus> OnlyFrom { get; init; } = [];
}
