using System.Collections.Concurrent;

namespace PmAssist.Tenancy.Internal;

/// <summary>One run over the workspaces that are behind: the canaries one by one, then the others at once.</summary>
/// <param name="migrate">Migrates one workspace and returns how it went; throws only when the run is canceled.</param>
/// <param name="options">How to run.</param>
/// <param name="progress">Receives a report after each workspace.</param>
/// <param name="clock">Measures how long it takes.</param>
internal sealed class WorkspaceMigrationRun(
    Func<Workspace, CancellationToken, Task<WorkspaceMigrationResult>> migrate,
    WorkspaceMigrationOptions options,
    IProgress<RunProgress<WorkspaceMigrationResult>>? progress,
    TimeProvider clock)
{
    private readonly long _started = clock.GetTimestamp();
    private readonly RunPace _pace = new(clock, options.MaxParallelism);
    private readonly ConcurrentDictionary<Guid, WorkspaceMigrationResult> _results = new();
    private int _done;
    private int _failed;
    private int _total;
    private volatile int _stop;

    public WorkspaceMigrationStop Stop => (WorkspaceMigrationStop)_stop;

    public TimeSpan Elapsed => clock.GetElapsedTime(_started);

    /// <summary>The results so far, by workspace.</summary>
    public IReadOnlyDictionary<Guid, WorkspaceMigrationResult> Results => _results;

    /// <summary>Notes workspaces that a newer build has migrated; they are not opened.</summary>
    public void Leave(IEnumerable<Workspace> ahead)
    {
        foreach (var workspace in ahead)
        {
            _results[workspace.Id] = Untouched(workspace, WorkspaceMigrationOutcome.Ahead);
        }
    }

    public async Task RunAsync(IReadOnlyList<Workspace> workspaces, CancellationToken cancellationToken)
    {
        _total += workspaces.Count;
        var canaries = Math.Max(0, options.CanaryCount - _done);
        try
        {
            foreach (var canary in workspaces.Take(canaries))
            {
                await MigrateAsync(canary, WorkspaceMigrationStop.CanaryFailed, cancellationToken).ConfigureAwait(false);
            }

            await Parallel.ForEachAsync(
                workspaces.Skip(canaries),
                new ParallelOptions { MaxDegreeOfParallelism = options.MaxParallelism, CancellationToken = cancellationToken },
                async (workspace, token) => await MigrateAsync(workspace, WorkspaceMigrationStop.None, token).ConfigureAwait(false))
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _stop = (int)WorkspaceMigrationStop.Cancelled;
        }

        foreach (var workspace in workspaces.Where(w => !_results.ContainsKey(w.Id)))
        {
            _results[workspace.Id] = Untouched(workspace, WorkspaceMigrationOutcome.Skipped);
        }
    }

    public static WorkspaceMigrationResult Untouched(Workspace workspace, WorkspaceMigrationOutcome outcome)
        => new(workspace.Id, outcome, workspace.SchemaVersion, workspace.SchemaVersion, TimeSpan.Zero, error: null);

    private async Task MigrateAsync(Workspace workspace, WorkspaceMigrationStop stopOnFailure, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Stop != WorkspaceMigrationStop.None)
        {
            return;
        }

        var started = clock.GetTimestamp();
        var result = await migrate(workspace, cancellationToken).ConfigureAwait(false);
        _results[workspace.Id] = result;
        var failed = result.Error is not null ? Interlocked.Increment(ref _failed) : Volatile.Read(ref _failed);
        if (result.Error is not null)
        {
            var spent = options.ErrorBudget is { } budget && failed > budget
                ? WorkspaceMigrationStop.ErrorBudgetSpent
                : WorkspaceMigrationStop.None;
            var stop = stopOnFailure != WorkspaceMigrationStop.None ? stopOnFailure : spent;
            if (stop != WorkspaceMigrationStop.None)
            {
                _stop = (int)stop;
            }
        }

        var done = Interlocked.Increment(ref _done);
        var remaining = Math.Max(0, _total - done);
        progress?.Report(new RunProgress<WorkspaceMigrationResult>(result, done, failed, remaining, _pace.Done(started, remaining)));
    }
}
