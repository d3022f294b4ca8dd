namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>A line of <c>audit.jsonl</c>.</summary>
internal sealed record ExportedAuditEntry(
    Guid Id, string? ActorId, string Action, string EntityType, string EntityId, string? Details, DateTime OccurredUtc);
