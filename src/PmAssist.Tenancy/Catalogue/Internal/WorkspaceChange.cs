namespace PmAssist.Tenancy.Internal;

/// <summary>What a schema change writes into the catalogue.</summary>
/// <param name="Id">The workspace.</param>
/// <param name="Values">The properties of its row that change, by name.</param>
internal sealed record WorkspaceChange(Guid Id, IReadOnlyDictionary<string, object?> Values)
{
    /// <summary>The entry in the audit log; null for none.</summary>
    public NewAuditEntry? Audit { get; init; }

    /// <summary>
    /// The states that the row may change from; empty for any. In another state neither the row is changed nor the entry written: a
    /// workspace that was deleted meanwhile stays so, and what was created in its schema is dropped by its purge.
    /// </summary>
    public IReadOnlyList<WorkspaceStatus> OnlyFrom { get; init; } = [];

    /// <summary>A workspace's schema was migrated: by a run, a single call or a script.</summary>
    /// <param name="id">The workspace.</param>
    /// <param name="from">The version before.</param>
    /// <param name="to">The version after.</param>
    /// <param name="fingerprint">The fingerprint after.</param>
    public static WorkspaceChange Migrated(Guid id, string? from, string? to, string? fingerprint)
        => Noted(id, to, fingerprint) with
        {
            Audit = new NewAuditEntry("workspace.migrated", nameof(Workspace), id.ToString())
            {
                WorkspaceId = id,
                Details = AuditDetails.Of(("from", from), ("to", to)),
            },
        };

    /// <summary>The row says again what the schema has; nothing was migrated.</summary>
    public static WorkspaceChange Noted(Guid id, string? version, string? fingerprint)
        => new(
            id,
            new Dictionary<string, object?>
            {
                [nameof(Workspace.SchemaVersion)] = version,
                [nameof(Workspace.SchemaFingerprint)] = fingerprint,
                [nameof(Workspace.LastError)] = null,
            });
}
