using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

internal sealed class AuditLog(MasterStore master, TimeProvider clock) : IAuditLog
{
    private const int FollowedAtOnce = 500;

    private static readonly TimeSpan FollowInterval = TimeSpan.FromSeconds(1);

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
        Guid workspaceId, int take = 100, string? before = null, CancellationToken cancellationToken = default)
    {
        Ensure.NotEmpty(workspaceId);
        ArgumentOutOfRangeException.ThrowIfLessThan(take, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(take, 10_000);
        var position = AuditPosition.Parse(before, nameof(before));
        return master.ReadAsync<IReadOnlyList<AuditEntry>>(
            async (context, token) =>
            {
                var entries = context.AuditLog.AsNoTracking().Where(e => e.WorkspaceId == workspaceId);
                if (position is { OccurredUtc: var time, Id: var id })
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

    public IAsyncEnumerable<AuditEntry> FollowAsync(
        string? after = null, TimeSpan? lag = null, CancellationToken cancellationToken = default)
    {
        var wait = lag ?? TimeSpan.FromMinutes(1);
        ArgumentOutOfRangeException.ThrowIfLessThan(wait, TimeSpan.Zero, nameof(lag));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(wait, TimeSpan.FromDays(1), nameof(lag));
        return FollowAsync(AuditPosition.Parse(after, nameof(after)), wait, cancellationToken);
    }

    private async IAsyncEnumerable<AuditEntry> FollowAsync(
        AuditPosition? after, TimeSpan lag, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await ReadAfterAsync(after, master.UtcNow - lag, cancellationToken).ConfigureAwait(false);
            foreach (var entry in page)
            {
                yield return entry;
                after = new AuditPosition(entry.OccurredUtc, entry.Id);
            }

            if (page.Count < FollowedAtOnce)
            {
                await Task.Delay(FollowInterval, clock, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private Task<List<AuditEntry>> ReadAfterAsync(AuditPosition? after, DateTime until, CancellationToken cancellationToken)
        => master.ReadAsync(
            (context, token) =>
            {
                var entries = context.AuditLog.AsNoTracking().Where(e => e.OccurredUtc <= until);
                if (after is { OccurredUtc: var time, Id: var id })
                {
                    entries = entries.Where(e => e.OccurredUtc > time || (e.OccurredUtc == time && e.Id > id));
                }

                return entries.OrderBy(e => e.OccurredUtc).ThenBy(e => e.Id).Take(FollowedAtOnce).ToListAsync(token);
            },
            cancellationToken);
}
