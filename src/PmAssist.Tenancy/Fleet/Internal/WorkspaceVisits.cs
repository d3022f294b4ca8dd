using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>The one way in which a function is run in each active workspace, whatever the function gets.</summary>
internal sealed class WorkspaceVisits(CataloguePages pages, WorkspaceGate gate, TimeProvider clock, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger(TenancySignals.FleetLog);

    /// <param name="visit">Gets a workspace that the gate has admitted.</param>
    /// <param name="options">How to run; null for the defaults.</param>
    /// <param name="progress">Receives a report after each workspace.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public async Task<WorkspaceVisitReport> RunAsync(
        Func<Workspace, CancellationToken, Task> visit,
        WorkspaceVisitOptions? options,
        IProgress<RunProgress<WorkspaceVisitResult>>? progress,
        CancellationToken cancellationToken)
    {
        options ??= new WorkspaceVisitOptions();
        OptionRules.Check(options);
        using var span = TenancySpans.StartRun("visit");

        // For the whole fleet, only the ids are kept. They are read even if the call is canceled, so that the report can list what was
        // skipped.
        var planned = await pages.ReadActiveAsync(CataloguePages.LargePage, options.Filter, CancellationToken.None)
            .Select(workspace => workspace.Id).ToListAsync(CancellationToken.None).ConfigureAwait(false);
        var run = new WorkspaceRun<Workspace, WorkspaceVisitResult>(
            workspace => workspace.Id,
            (workspace, time) => ObservedWork.RunAsync(
                TenancySignals.VisitSpan, workspace, _logger, span => VisitAsync(workspace, visit, time, span)),
            result => result.Outcome == WorkspaceVisitOutcome.Failed,
            options.MaxParallelism,
            clock,
            progress)
        { Timeout = options.WorkspaceTimeout };
        var wanted = planned.ToHashSet();
        var rows = pages.ReadActiveAsync(
            RunPages.SizeFor(options.MaxParallelism), workspace => wanted.Contains(workspace.Id), cancellationToken);
        await run.RunAsync(planned.Count, rows, cancellationToken).ConfigureAwait(false);
        var rest = run.ReadError is null ? WorkspaceVisitOutcome.Skipped : WorkspaceVisitOutcome.Failed;
        List<WorkspaceVisitResult> results =
        [
            .. planned.Select(id => run.Results.GetValueOrDefault(id) ?? new WorkspaceVisitResult(id, rest, TimeSpan.Zero, run.ReadError)),
        ];
        var stop = results.Exists(r => r.Outcome == WorkspaceVisitOutcome.Canceled) ? RunStop.Canceled : run.Stop;
        var report = new WorkspaceVisitReport(results, run.Elapsed, stop);
        foreach (var failure in report.Failures)
        {
            Log.VisitFailed(_logger, failure.Error!, failure.WorkspaceId);
        }

        span.EndRun(report.Results.Count, report.Failures.Count(), run.Stop);
        Log.VisitsFinished(_logger, report.Results.Count, report.Failures.Count(), report.Duration.TotalMilliseconds);
        return report;
    }

    private async Task<WorkspaceVisitResult> VisitAsync(
        Workspace workspace, Func<Workspace, CancellationToken, Task> visit, WorkspaceTime time, Activity? span)
    {
        var (outcome, error) = (WorkspaceVisitOutcome.Succeeded, default(Exception));
        try
        {
            var ready = await gate.PrepareAsync(workspace, time.Token).ConfigureAwait(false);
            await visit(ready, time.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            (outcome, error) = time switch
            {
                { IsCanceled: true } => (WorkspaceVisitOutcome.Canceled, exception is OperationCanceledException ? null : exception),
                { IsOver: true } =>
                    (WorkspaceVisitOutcome.Failed, new TimeoutException($"The workspace took longer than {time.Limit}.", exception)),
                _ => (WorkspaceVisitOutcome.Failed, exception),
            };
            span.Fail(exception);
        }

        span?.SetTag(TenancySignals.OutcomeTag, TagText.Of(outcome));
        return new WorkspaceVisitResult(workspace.Id, outcome, time.Elapsed, error);
    }
}
