namespace PmAssist.Tenancy;

/// <summary>An entry to be written to the audit log.</summary>
/// <param name="action">What happened, for example <c>invoice.sent</c>; 1 to 64 characters.</param>
/// <param name="entityType">What kind of thing it happened to; 1 to 64 characters.</param>
/// <param name="entityId">That thing's id; 1 to 128 characters.</param>
public sealed class NewAuditEntry(string action, string entityType, string entityId)
{
    /// <summary>What happened.</summary>
    public string Action => action;

    /// <summary>What kind of thing it happened to.</summary>
    public string EntityType => entityType;

    /// <summary>That thing's id.</summary>
    public string EntityId => entityId;

    /// <summary>The workspace it happened to; null if none.</summary>
    public Guid? WorkspaceId { get; init; }

    /// <summary>Who did it: 1 to 128 characters, not blank; null for the system.</summary>
    public string? ActorId { get; init; }

    /// <summary>More about it, as JSON.</summary>
    public string? Details { get; init; }

    /// <summary>The row that it becomes.</summary>
    internal AuditEntry At(DateTime occurredUtc)
        => new()
        {
            WorkspaceId = WorkspaceId,
            ActorId = ActorId,
            Action = Action,
            EntityType = EntityType,
            EntityId = EntityId,
            Details = Details,
            OccurredUtc = occurredUtc,
        };
}
