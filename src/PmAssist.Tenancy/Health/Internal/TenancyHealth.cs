using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PmAssist.Tenancy.Internal;

/// <summary>Looks how the master and the fleet are. Singleton, because it keeps what it saw.</summary>
internal sealed class TenancyHealth
{
    /// <summary>Short enough for a load balancer that takes a host out of its rotation.</summary>
    private static readonly TimeSpan KeepReady = TimeSpan.FromSeconds(5);

    /// <summary>The fleet's state is read from the whole catalogue, and nobody acts on it within seconds.</summary>
    private static readonly TimeSpan KeepFleet = TimeSpan.FromMinutes(1);

    /// <summary>Longer than provisioning and purging take, a wait for a lock included.</summary>
    private static readonly TimeSpan StuckAfter = TimeSpan.FromMinutes(10);

    private readonly MasterStore _master;
    private readonly IWorkspaceMigrator _migrator;
    private readonly TimeSpan _purgeInterval;

    public TenancyHealth(MasterStore master, IWorkspaceMigrator migrator, TenancyOptions options, TimeProvider clock)
    {
        (_master, _migrator, _purgeInterval) = (master, migrator, options.PurgeInterval);
        Ready = new CachedCheck(clock, KeepReady, LookAtMasterAsync);
        Fleet = new CachedCheck(clock, KeepFleet, LookAtFleetAsync);
    }

    /// <summary>Whether the master can be reached and has all migrations of this build.</summary>
    public CachedCheck Ready { get; }

    /// <summary>Whether workspaces need somebody to look after them.</summary>
    public CachedCheck Fleet { get; }

    private async Task<HealthCheckResult> LookAtMasterAsync(CancellationToken cancellationToken)
    {
        try
        {
            var pending = await _master.ReadAsync(
                async (context, token) => (await context.Database.GetPendingMigrationsAsync(token).ConfigureAwait(false)).ToList(),
                cancellationToken).ConfigureAwait(false);
            return pending.Count == 0
                ? HealthCheckResult.Healthy("The master schema can be reached and is current.")
                : HealthCheckResult.Unhealthy(
                    $"The master schema lacks {pending.Count} migrations. Run IWorkspaceMigrator.MigrateMasterAsync() or "
                    + "'migrations run'.");
        }
        catch (Exception exception)
        {
            return HealthCheckResult.Unhealthy("The master schema cannot be reached, or is not there.", exception);
        }
    }

    private async Task<HealthCheckResult> LookAtFleetAsync(CancellationToken cancellationToken)
    {
        try
        {
            var status = await _migrator.GetStatusAsync(cancellationToken).ConfigureAwait(false);
            var before = _master.UtcNow - StuckAfter;
            var dueBefore = before - _purgeInterval;
            var stuck = await _master.ReadAsync(
                (context, token) => context.Workspaces.CountAsync(
                    w => (w.Status == WorkspaceStatus.Provisioning && w.UpdatedUtc < before)
                        || (w.Status == WorkspaceStatus.Suspended && w.RestoreStatus != null && w.UpdatedUtc < before)
                        || (w.Status == WorkspaceStatus.Deleting
                            && (w.PurgeAfterUtc < dueBefore || (w.RestoreStatus == null && w.UpdatedUtc < before))),
                    token),
                cancellationToken).ConfigureAwait(false);
            var data = new Dictionary<string, object>
            {
                ["current"] = status.CurrentCount,
                ["behind"] = status.BehindCount,
                ["ahead"] = status.AheadCount,
                ["failed"] = status.FailedCount,
                ["missing"] = status.Missing.Count,
                ["stuck"] = stuck,
            };
            var text = $"{status.CurrentCount} workspaces are current, {status.BehindCount} behind, {status.AheadCount} ahead, "
                + $"{status.FailedCount} failed, {status.Missing.Count} without their schema, {stuck} stuck.";
            return status.BehindCount + status.FailedCount + status.Missing.Count + stuck == 0
                ? HealthCheckResult.Healthy(text, data)
                : HealthCheckResult.Degraded(text, data: data);
        }
        catch (Exception exception)
        {
            return HealthCheckResult.Degraded("The fleet's state is not known: the catalogue cannot be read.", exception);
        }
    }
}
