using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Writes <c>last_seen_utc</c> of the workspaces that were used: one statement an interval, and one when the host has stopped.
/// </summary>
internal sealed class LastSeenKeeper(
    LastSeen lastSeen, MasterStore master, CatalogueCache cache, TenancyOptions options, TimeProvider clock, ILoggerFactory loggers)
    : IHostedLifecycleService, IDisposable
{
    // Below the 5,000 row locks at which SQL Server locks the whole table, and below its limit of 2,100 parameters.
    private const int IdsPerStatement = 1000;

    private readonly ILogger _logger = loggers.CreateLogger(TenancySignals.CatalogueLog);

    /// <summary>What could not be written, with its time. Used by one flush at a time.</summary>
    private readonly Dictionary<Guid, DateTime> _unwritten = [];

    private PeriodicTimer? _timer;
    private Task _loop = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.LastSeenInterval > TimeSpan.Zero)
        {
            lastSeen.IsKept = true;
            _timer = new PeriodicTimer(options.LastSeenInterval, clock);
            _loop = RunAsync(_timer);
        }

        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs after every other service has stopped, including the web server.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (_timer is null)
        {
            return;
        }

        lastSeen.IsKept = false;
        _timer.Dispose();
        await _loop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_loop.IsCompleted)
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes what was collected. A failure is logged and retried with the next flush.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        // The time is taken after the ids, so it is never before the use that it stands for.
        List<Guid> taken = [.. lastSeen.Take()];
        var now = clock.UtcNowInMicroseconds();
        taken.ForEach(id => _unwritten[id] = now);
        try
        {
            foreach (var lot in _unwritten.GroupBy(u => u.Value, u => u.Key).OrderBy(g => g.Key).ToList())
            {
                foreach (var ids in lot.Chunk(IdsPerStatement))
                {
                    await WriteAsync(ids, lot.Key, cancellationToken).ConfigureAwait(false);
                    foreach (var id in ids)
                    {
                        cache.Seen(id, lot.Key);
                        _unwritten.Remove(id);
                    }
                }
            }
        }
        catch (Exception exception)
        {
            Log.LastSeenNotWritten(_logger, exception, _unwritten.Count);
        }
    }

    public void Dispose() => _timer?.Dispose();

    private async Task RunAsync(PeriodicTimer timer)
    {
        while (await timer.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false))
        {
            await FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Skips rows in which another process has written a later time.</summary>
    private Task<int> WriteAsync(Guid[] ids, DateTime utc, CancellationToken cancellationToken)
        => master.ReadAsync(
            (context, token) => context.Workspaces
                .Where(w => ids.Contains(w.Id) && (w.LastSeenUtc == null || w.LastSeenUtc < utc))
                .ExecuteUpdateAsync(set => set.SetProperty(w => w.LastSeenUtc, utc), token),
            cancellationToken);
}
