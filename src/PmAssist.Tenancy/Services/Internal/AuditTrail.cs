using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

internal sealed class AuditTrail(MasterStore master) : IAuditTrail
{
    public Task<AuditEntry> WriteAsync(AuditRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        Ensure.Text(record.Action, 64);
        Ensure.Text(record.EntityType, 64);
        Ensure.Text(record.EntityId, 128);
        Ensure.AtMost(record.ActorId, 128);
        Ensure.Json(record.Details);
        return master.WriteAsync(
            (context, _) => Task.FromResult((master.AddAudit(context, record), (AuditRecord?)null)), cancellationToken);
    }

    public Task<IReadOnlyList<AuditEntry>> ReadAsync(
        Guid workspaceId, int take = 100, AuditPosition? before = null, CancellationToken cancellationToken = default)
    {
        Ensure.NotEmpty(workspaceId);
        ArgumentOutOfRangeException.ThrowIfLessThan(take, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(take, 10_000);
        return master.ReadAsync<IReadOnlyList<AuditEntry>>(
            async (context, token) =>
            {
                var entries = context.AuditLog.AsNoTracking().Where(e => e.WorkspaceId == workspaceId);
                if (before is { OccurredUtc: var time, Id: var id })
                {
                    // The id alone orders entries with the same time. How an engine compares ids does not matter, because it also sorts
                    // them.
                    entries = entries.Where(e => e.OccurredUtc < time || (e.OccurredUtc == time && e.Id < id));
                }

                return await entries.OrderByDescending(e => e.OccurredUtc).ThenByDescending(e => e.Id).Take(take)
                    .ToListAsync(token).ConfigureAwait(false);
            },
            cancellationToken);
    }
}
