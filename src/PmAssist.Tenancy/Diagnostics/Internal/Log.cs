using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>Every message the library logs. Event ids are fixed.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "Workspace {WorkspaceId} is provisioned at version {Version}")]
    public static partial void WorkspaceProvisioned(ILogger logger, Guid workspaceId, string? version);

    [LoggerMessage(1001, LogLevel.Error, "Workspace {WorkspaceId} could not be provisioned")]
    public static partial void WorkspaceProvisioningFailed(ILogger logger, Exception exception, Guid workspaceId);

    [LoggerMessage(1002, LogLevel.Information, "Workspace {WorkspaceId} is deleted")]
    public static partial void WorkspaceDeleted(ILogger logger, Guid workspaceId);

    [LoggerMessage(1003, LogLevel.Error, "The failure of workspace {WorkspaceId} could not be recorded")]
    public static partial void FailureNotRecorded(ILogger logger, Exception exception, Guid workspaceId);

    [LoggerMessage(1004, LogLevel.Warning, "The startup check was skipped: the master schema is not available")]
    public static partial void StartupCheckSkipped(ILogger logger, Exception exception);

    [LoggerMessage(1005, LogLevel.Warning, "Workspace {WorkspaceId}, left in {Status}, could not be completed at startup")]
    public static partial void UnfinishedWorkspaceLeft(ILogger logger, Exception exception, Guid workspaceId, WorkspaceStatus status);

    [LoggerMessage(1100, LogLevel.Debug, "Workspace {WorkspaceId} went from version {From} to {To}")]
    public static partial void WorkspaceMigrated(ILogger logger, Guid workspaceId, string? from, string? to);

    [LoggerMessage(1101, LogLevel.Error, "Workspace {WorkspaceId} could not be migrated")]
    public static partial void WorkspaceMigrationFailed(ILogger logger, Exception exception, Guid workspaceId);

    [LoggerMessage(
        1102,
        LogLevel.Information,
        "Migration run to {Version} took {Milliseconds:F0} ms: {Migrated} migrated, {Failed} failed, {Ahead} ahead of this build, "
        + "of {Count} workspaces")]
    public static partial void RunFinished(
        ILogger logger, string version, int migrated, int failed, int ahead, int count, double milliseconds);

    [LoggerMessage(
        1103,
        LogLevel.Warning,
        "{Count} workspaces are ahead of this build: a newer build of the host migrated them past {Version}. They are not changed")]
    public static partial void WorkspacesAhead(ILogger logger, int count, string version);

    [LoggerMessage(
        1200,
        LogLevel.Information,
        "{ContextType} is not pooled: pooling requires that its only public constructor takes nothing but DbContextOptions, and "
            + "that its OnConfiguring changes nothing")]
    public static partial void ContextNotPooled(ILogger logger, string contextType);

    [LoggerMessage(
        1300, LogLevel.Warning, "last_seen_utc of {Count} workspaces could not be written; the next flush tries again")]
    public static partial void LastSeenNotWritten(ILogger logger, Exception exception, int count);

    [LoggerMessage(1400, LogLevel.Error, "A run over the workspaces failed in {WorkspaceId}")]
    public static partial void VisitFailed(ILogger logger, Exception exception, Guid workspaceId);

    [LoggerMessage(1401, LogLevel.Information, "A run over {Count} workspaces, {Failed} failed, took {Milliseconds:F0} ms")]
    public static partial void VisitsFinished(ILogger logger, int count, int failed, double milliseconds);
}
