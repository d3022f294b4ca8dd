using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

internal sealed class AuditLog(MasterStore master) : IAuditLog
{
    public Task<AuditEntry> WriteAsync(NewAuditEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Ensure.Text(entry.Action, 64);
        Ensure.Text(entry.EntityType, 64);
        Ensure.Text(entry.EntityId, 128);
        Ensure.TextOrNull(entry.ActorId, 128);
        Ensure.Json(entry.Details);
        return master.WriteAsync(
            (context, _) => Task.FromResult((master.AddAudit(context, entry), (NewAuditEntry?)null)), cancellationToken);
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
