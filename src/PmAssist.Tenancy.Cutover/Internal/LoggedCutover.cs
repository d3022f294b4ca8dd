using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>Logs when each step begins and how it ends, and gives it a span.</summary>
internal sealed class LoggedCutover(WorkspaceCutover cutover, ILogger<IWorkspaceCutover> logger, TimeProvider clock) : IWorkspaceCutover
{
    public Task<CutoverDiscovery> DiscoverAsync(CutoverDescription? known = null, CancellationToken cancellationToken = default)
        => LogAsync(nameof(DiscoverAsync), () => cutover.DiscoverAsync(known, cancellationToken), Ended);

    public Task<CutoverPlan> PlanAsync(CutoverDescription description, CancellationToken cancellationToken = default)
        => LogAsync(nameof(PlanAsync), () => cutover.PlanAsync(description, cancellationToken), Ended);

    public Task<CutoverReport> RunAsync(
        CutoverDescription description,
        CutoverOptions? options = null,
        IProgress<RunProgress<CutoverResult>>? progress = null,
        CancellationToken cancellationToken = default)
        => LogAsync(nameof(RunAsync), () => cutover.RunAsync(description, options, progress, cancellationToken), PassEnded);

    public Task<CutoverReport> CatchUpAsync(
        CutoverDescription description,
        CutoverOptions? options = null,
        IProgress<RunProgress<CutoverResult>>? progress = null,
        CancellationToken cancellationToken = default)
        => LogAsync(nameof(CatchUpAsync), () => cutover.CatchUpAsync(description, options, progress, cancellationToken), PassEnded);

    public Task<CutoverReport> FenceAsync(
        CutoverDescription description,
        CutoverOptions? options = null,
        IProgress<RunProgress<CutoverResult>>? progress = null,
        CancellationToken cancellationToken = default)
        => LogAsync(nameof(FenceAsync), () => cutover.FenceAsync(description, options, progress, cancellationToken), PassEnded);

    public Task<CutoverVerification> VerifyAsync(
        CutoverDescription description, CutoverOptions? options = null, CancellationToken cancellationToken = default)
        => LogAsync(nameof(VerifyAsync), () => cutover.VerifyAsync(description, options, cancellationToken), VerificationEnded);

    public Task OpenAsync(CutoverOptions? options = null, CancellationToken cancellationToken = default)
        => LogAsync(nameof(OpenAsync), () => cutover.OpenAsync(options, cancellationToken));

    public Task RetireAsync(
        CutoverDescription description, CutoverOptions? options = null, CancellationToken cancellationToken = default)
        => LogAsync(nameof(RetireAsync), () => cutover.RetireAsync(description, options, cancellationToken));

    public Task DropAsync(
        CutoverDescription description, CutoverOptions? options = null, CancellationToken cancellationToken = default)
        => LogAsync(nameof(DropAsync), () => cutover.DropAsync(description, options, cancellationToken));

    public Task RollBackAsync(
        CutoverDescription description,
        bool discardNewWrites = false,
        CutoverOptions? options = null,
        CancellationToken cancellationToken = default)
        => LogAsync(nameof(RollBackAsync), () => cutover.RollBackAsync(description, discardNewWrites, options, cancellationToken));

    /// <remarks>A question, no step: asked as often as a screen is drawn.</remarks>
    public Task<CutoverPhase> GetPhaseAsync(CancellationToken cancellationToken = default) => cutover.GetPhaseAsync(cancellationToken);

    private void Ended<T>(string step, T result, double milliseconds) => CutoverLog.StepEnded(logger, step, milliseconds);

    private void PassEnded(string step, CutoverReport report, double milliseconds)
    {
        var workspaces = report.Results.Count(r => r.WorkspaceId is not null);
        CutoverLog.PassEnded(logger, step, report.Rows, workspaces, report.Failures.Count(), report.Quarantined, milliseconds);
    }

    private void VerificationEnded(string step, CutoverVerification verification, double milliseconds)
        => CutoverLog.VerificationEnded(logger, step, verification.Rows, verification.DifferentRows.Values.Sum(), milliseconds);

    private Task<bool> LogAsync(string step, Func<Task> work)
        => LogAsync(
            step,
            async () =>
            {
                await work().ConfigureAwait(false);
                return true;
            },
            Ended);

    private async Task<T> LogAsync<T>(string step, Func<Task<T>> work, Action<string, T, double> ended)
    {
        using var span = CutoverSpans.StartStep(step);
        CutoverLog.StepBegun(logger, step);
        var started = clock.GetTimestamp();
        try
        {
            var result = await work().ConfigureAwait(false);
            ended(step, result, Elapsed());
            return result;
        }
        catch (OperationCanceledException exception)
        {
            span.Fail(exception);
            CutoverLog.StepCanceled(logger, step, Elapsed());
            throw;
        }
        catch (Exception exception)
        {
            span.Fail(exception);
            CutoverLog.StepFailed(logger, exception, step, Elapsed());
            throw;
        }

        double Elapsed() => clock.GetElapsedTime(started).TotalMilliseconds;
    }
}
