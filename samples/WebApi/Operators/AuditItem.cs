using PmAssist.Tenancy;

namespace WebApi.Operators;

/// <summary>A line of a workspace's audit trail.</summary>
/// <param name="Position">Where to read on: the next page is what is before it.</param>
/// <param name="ActorId">Who did it; null for the system.</param>
/// <param name="Details">More about it, as JSON text.</param>
public sealed record AuditItem(
    string Position, DateTime OccurredUtc, string? ActorId, string Action, string EntityType, string EntityId, string? Details)
{
    public static AuditItem Of(AuditEntry entry)
        => new(entry.Position, entry.OccurredUtc, entry.ActorId, entry.Action, entry.EntityType, entry.EntityId, entry.Details);
}
