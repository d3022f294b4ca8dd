using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Purges the workspaces whose grace period is over, one after the other, in every interval. What another process is working on is left to
/// it; what fails is logged, noted in <c>last_error</c>, and tried again in the next interval.
/// </summary>
internal sealed class DuePurges(
    WorkspacePurger purger, MasterStore master, TenancyOptions options, TimeProvider clock, ILoggerFactory loggers)
    : BackgroundService
{
    private const int PageSize = 100;

    private static readonly TimeSpan NoWait = TimeSpan.FromMilliseconds(1);

    private readonly ILogger _logger = loggers.CreateLogger(TenancySignals.ProvisioningLog);

    /// <summary>Purges what is due now.</summary>
    public async Task PurgeDueAsync(CancellationToken cancellationToken)
    {
        var due = master.UtcNow;
        var last = Guid.Empty;
        for (var count = PageSize; count == PageSize;)
        {
            var after = last;
            var page = await master.ReadAsync(
                (context, token) => context.Workspaces.AsNoTracking()
                    .Where(w => w.Status == WorkspaceStatus.Deleting && (w.RestoreStatus == null || w.PurgeAfterUtc <= due) && w.Id > after)
                    .OrderBy(w => w.Id)
                    .Select(w => w.Id)
                    .Take(PageSize)
                    .ToListAsync(token),
                cancellationToken).ConfigureAwait(false);
            foreach (var id in page)
            {
                await PurgeAsync(id, due, cancellationToken).ConfigureAwait(false);
            }

            (count, last) = (page.Count, page.Count > 0 ? page[^1] : last);
        }
    }

    /// <summary>At a stop, the part under way is rolled back, and goes on at the next start.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.PurgeInterval <= TimeSpan.Zero)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.PurgeInterval, clock);
        do
        {
            try
            {
                await PurgeDueAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.DuePurgesNotRead(_logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private async Task PurgeAsync(Guid id, DateTime due, CancellationToken cancellationToken)
    {
        try
        {
            await purger.PurgeAsync(id, new PurgeRequest(ActorId: null) { DueUtc = due, LockTimeout = NoWait }, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SchemaLockedException { Users: null } or WorkspaceConflictException)
        {
            // Another process is at it, or has restored the workspace.
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.PurgeFailed(_logger, exception, id);
        }
    }
}
