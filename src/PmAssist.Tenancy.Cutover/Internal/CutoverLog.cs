using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>Every message that a cutover logs. Event ids are fixed; the core's end below them.</summary>
internal static partial class CutoverLog
{
    [LoggerMessage(CutoverEvents.StepBegun, LogLevel.Information, "The cutover's step {Step} has begun")]
    public static partial void StepBegun(ILogger logger, string step);

    [LoggerMessage(CutoverEvents.StepEnded, LogLevel.Information, "The cutover's step {Step} took {Milliseconds:F0} ms")]
    public static partial void StepEnded(ILogger logger, string step, double milliseconds);

    [LoggerMessage(
        CutoverEvents.PassEnded,
        LogLevel.Information,
        "The cutover's step {Step} carried {Rows} rows over in {Workspaces} workspaces, {Failed} failed, left {Quarantined} rows behind "
            + "and took {Milliseconds:F0} ms")]
    public static partial void PassEnded(
        ILogger logger, string step, long rows, int workspaces, int failed, long quarantined, double milliseconds);

    [LoggerMessage(
        CutoverEvents.VerificationEnded,
        LogLevel.Information,
        "The cutover's step {Step} compared {Rows} rows, found {Differences} that differ and took {Milliseconds:F0} ms")]
    public static partial void VerificationEnded(ILogger logger, string step, long rows, long differences, double milliseconds);

    [LoggerMessage(CutoverEvents.StepFailed, LogLevel.Warning, "The cutover's step {Step} failed after {Milliseconds:F0} ms")]
    public static partial void StepFailed(ILogger logger, Exception exception, string step, double milliseconds);

    [LoggerMessage(CutoverEvents.StepCanceled, LogLevel.Information, "The cutover's step {Step} was canceled after {Milliseconds:F0} ms")]
    public static partial void StepCanceled(ILogger logger, string step, double milliseconds);

    [LoggerMessage(
        CutoverEvents.WorkspaceCarried,
        LogLevel.Debug,
        "Workspace {WorkspaceId} was carried over: {Inserted} rows inserted, {Updated} changed, {Deleted} deleted")]
    public static partial void WorkspaceCarried(ILogger logger, Guid workspaceId, long inserted, long updated, long deleted);

    [LoggerMessage(CutoverEvents.WorkspaceFailed, LogLevel.Warning, "Workspace {WorkspaceId} could not be carried over")]
    public static partial void WorkspaceFailed(ILogger logger, Exception exception, Guid workspaceId);

    [LoggerMessage(CutoverEvents.FenceUp, LogLevel.Information, "The source tables refuse writes: the fence is up on {Tables} tables")]
    public static partial void FenceUp(ILogger logger, int tables);

    [LoggerMessage(CutoverEvents.FenceDown, LogLevel.Information, "The source tables take writes: the fence is down on {Tables} tables")]
    public static partial void FenceDown(ILogger logger, int tables);
}
