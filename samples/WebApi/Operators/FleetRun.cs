using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using PmAssist.Tenancy;

namespace WebApi.Operators;

/// <summary>
/// One run over the fleet as a list of events that only grows. Anybody may follow it, from its beginning or from where a lost
/// connection left off, while it runs or later.
/// </summary>
internal sealed class FleetRun(IWorkspaceMigrator migrator, int parallelism, ILogger logger)
    : IProgress<RunProgress<WorkspaceMigrationResult>>
{
    private readonly Lock _lock = new();
    private readonly List<FleetRunEvent> _events = [];
    private Dictionary<Guid, string> _names = [];
    private TaskCompletionSource _more = NewSignal();

    public bool IsFinished { get; private set; }

    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        try
        {
            var status = await migrator.GetStatusAsync(cancellationToken);
            _names = status.Behind.ToDictionary(w => w.Id, w => w.Name);
            Add(new("started", Done: 0, status.BehindCount, Failed: 0) { Version = status.TargetVersion });

            var options = new WorkspaceMigrationOptions { MaxParallelism = parallelism, CanaryCount = 1 };
            var report = await migrator.RunAsync(options, this, cancellationToken);
            var error = report.Stop == RunStop.None ? null : $"The run stopped early: {report.Stop}.";
            Finish(report.Results.Count, report.Failures.Count(), report.Duration.TotalMilliseconds, error);
        }
        catch (Exception exception)
        {
            // Whoever follows the run is told, and the next one may be started.
            logger.LogError(exception, "The migration run ended with an error");
            Finish(done: 0, failed: 0, milliseconds: null, exception.Message);
        }
    }

    /// <summary>Called by the library after each workspace, one at a time.</summary>
    public void Report(RunProgress<WorkspaceMigrationResult> value)
    {
        var result = value.Latest;
        Add(new("workspace", value.Done, value.Done + value.Remaining, value.Failed)
        {
            Workspace = _names.GetValueOrDefault(result.WorkspaceId, result.WorkspaceId.ToString()),
            Outcome = result.Outcome,
            Version = result.ToVersion,
            Milliseconds = result.Duration.TotalMilliseconds,
            Error = result.Error?.Message,
        });
    }

    /// <param name="after">How many events the follower has already.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async IAsyncEnumerable<SseItem<FleetRunEvent>> FollowAsync(
        int after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var next = after; ;)
        {
            var (events, isFinished, more) = From(next);
            foreach (var item in events)
            {
                yield return new(item, item.Kind) { EventId = $"{++next}" };
            }

            if (isFinished)
            {
                yield break;
            }

            await more.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private (List<FleetRunEvent> Events, bool IsFinished, Task More) From(int index)
    {
        lock (_lock)
        {
            return (_events[Math.Min(index, _events.Count)..], IsFinished, _more.Task);
        }
    }

    private void Finish(int done, int failed, double? milliseconds, string? error)
        => Add(new("finished", done, done, failed) { Milliseconds = milliseconds, Error = error }, isLast: true);

    private void Add(FleetRunEvent happened, bool isLast = false)
    {
        TaskCompletionSource followers;
        lock (_lock)
        {
            _events.Add(happened);
            IsFinished = isLast;
            (followers, _more) = (_more, NewSignal());
        }

        followers.SetResult();
    }
}
