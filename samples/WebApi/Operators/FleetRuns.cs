using System.Threading.Channels;
using PmAssist.Tenancy;

namespace WebApi.Operators;

/// <summary>
/// Runs migrations in the background, one at a time in this process: an operator who closes the page stops nothing. The stop of the
/// host does, between two migrations; the next run continues there.
/// </summary>
internal sealed class FleetRuns(IWorkspaceMigrator migrator, ILogger<FleetRuns> logger) : BackgroundService
{
    private readonly Channel<FleetRun> _started = Channel.CreateUnbounded<FleetRun>();
    private FleetRun? _latest;

    /// <summary>The run under way, or else the one before; null before the first.</summary>
    public FleetRun? Latest => Volatile.Read(ref _latest);

    /// <returns>False if a run is under way.</returns>
    public bool TryStart(int parallelism)
    {
        var latest = Latest;
        var run = new FleetRun(migrator, parallelism, logger);
        return latest is null or { IsFinished: true }
            && Interlocked.CompareExchange(ref _latest, run, latest) == latest
            && _started.Writer.TryWrite(run);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var run in _started.Reader.ReadAllAsync(stoppingToken))
        {
            await run.ExecuteAsync(stoppingToken);
        }
    }
}
