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
        Guid workspaceId, int take = 100, DateTime? beforeUtc = null, CancellationToken cancellationToken = default)
    {
        Ensure.NotEmpty(workspaceId);
        ArgumentOutOfRangeException.ThrowIfLessThan(take, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(take, 10_000);
        return master.ReadAsync<IReadOnlyList<AuditEntry>>(
            async (context, token) => await context.AuditLog.AsNoTracking()
                .Where(e => e.WorkspaceId == workspaceId && (beforeUtc == null || e.OccurredUtc < beforeUtc))
                .OrderByDescending(e => e.OccurredUtc)
                .Take(take)
                .ToListAsync(token).ConfigureAwait(false),
            cancellationToken);
    }
}
