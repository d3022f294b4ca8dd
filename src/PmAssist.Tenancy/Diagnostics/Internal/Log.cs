using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>Every message the library logs. Event ids are fixed; a method has the name of its id.</summary>
internal static partial class Log
{
    [LoggerMessage(TenancyEvents.WorkspaceProvisioned, LogLevel.Information, "Workspace {WorkspaceId} is provisioned at version {Version}")]
    public static partial void WorkspaceProvisioned(ILogger logger, Guid workspaceId, string? version);

    [LoggerMessage(TenancyEvents.WorkspaceProvisioningFailed, LogLevel.Error, "Workspace {WorkspaceId} could not be provisioned")]
    public static partial void WorkspaceProvisioningFailed(ILogger logger, Exception exception, Guid workspaceId);

    [LoggerMessage(TenancyEvents.WorkspacePurged, LogLevel.Information, "Workspace {WorkspaceId} is purged")]
    public static partial void WorkspacePurged(ILogger logger, Guid workspaceId);

    [LoggerMessage(
        TenancyEvents.PurgeFailed, LogLevel.Error, "Workspace {WorkspaceId} could not be purged; the next interval tries again")]
    public static partial void PurgeFailed(ILogger logger, Exception exception, Guid workspaceId);

    [LoggerMessage(
        TenancyEvents.DuePurgesNotRead,
        LogLevel.Warning,
        "The workspaces to be purged could not be read; the next interval tries again")]
    public static partial void DuePurgesNotRead(ILogger logger, Exception exception);

    [LoggerMessage(
        TenancyEvents.SparesNotRefilled,
        LogLevel.Warning,
        "The spare workspaces could not be filled up, and new workspaces are made when they are asked for; the next attempt is in {Delay}")]
    public static partial void SparesNotRefilled(ILogger logger, Exception exception, TimeSpan delay);

    [LoggerMessage(TenancyEvents.FailureNotRecorded, LogLevel.Error, "The failure of workspace {WorkspaceId} could not be recorded")]
    public static partial void FailureNotRecorded(ILogger logger, Exception exception, Guid workspaceId);

    [LoggerMessage(
        TenancyEvents.StartupCheckSkipped, LogLevel.Warning, "The startup check was skipped: the master schema is not available")]
    public static partial void StartupCheckSkipped(ILogger logger, Exception exception);

    [LoggerMessage(
        TenancyEvents.UnfinishedWorkspaceLeft,
        LogLevel.Warning,
        "Workspace {WorkspaceId}, left in {Status}, could not be completed at startup")]
    public static partial void UnfinishedWorkspaceLeft(ILogger logger, Exception exception, Guid workspaceId, WorkspaceStatus status);

    [LoggerMessage(TenancyEvents.SchemasMissing, LogLevel.Error, "{Count} workspaces have no schema in the database: {Workspaces}")]
    public static partial void SchemasMissing(ILogger logger, int count, string workspaces);

    [LoggerMessage(TenancyEvents.WorkspaceMigrated, LogLevel.Debug, "Workspace {WorkspaceId} went from version {From} to {To}")]
    public static partial void WorkspaceMigrated(ILogger logger, Guid workspaceId, string? from, string? to);

    [LoggerMessage(TenancyEvents.WorkspaceMigrationFailed, LogLevel.Error, "Workspace {WorkspaceId} could not be migrated")]
    public static partial void WorkspaceMigrationFailed(ILogger logger, Exception exception, Guid workspaceId);

    [LoggerMessage(
        TenancyEvents.RunFinished,
        LogLevel.Information,
        "Migration run to {Version} took {Milliseconds:F0} ms: {Migrated} migrated, {Failed} failed, {Ahead} ahead of this build, "
        + "of {Count} workspaces")]
    public static partial void RunFinished(
        ILogger logger, string version, int migrated, int failed, int ahead, int count, double milliseconds);

    [LoggerMessage(
        TenancyEvents.WorkspacesAhead,
        LogLevel.Warning,
        "{Count} workspaces are ahead of this build: a newer build of the host migrated them past {Version}. They are not changed")]
    public static partial void WorkspacesAhead(ILogger logger, int count, string version);

    [LoggerMessage(
        TenancyEvents.ContextNotPooled,
        LogLevel.Information,
        "{ContextType} is not pooled: pooling requires that its only public constructor takes nothing but DbContextOptions, and "
            + "that its OnConfiguring changes nothing")]
    public static partial void ContextNotPooled(ILogger logger, string contextType);

    [LoggerMessage(
        TenancyEvents.LastSeenNotWritten,
        LogLevel.Warning,
        "last_seen_utc of {Count} workspaces could not be written; the next flush tries again")]
    public static partial void LastSeenNotWritten(ILogger logger, Exception exception, int count);

    [LoggerMessage(
        TenancyEvents.FleetNotCounted,
        LogLevel.Warning,
        "The fleet could not be counted for the gauges, which are empty until it can; the next observation tries again")]
    public static partial void FleetNotCounted(ILogger logger, Exception exception);

    [LoggerMessage(
        TenancyEvents.ObserverFailed, LogLevel.Error, "{Observer} failed when it was told of workspace {WorkspaceId}; the change stays")]
    public static partial void ObserverFailed(ILogger logger, Exception exception, string observer, Guid workspaceId);

    [LoggerMessage(TenancyEvents.VisitFailed, LogLevel.Error, "A run over the workspaces failed in {WorkspaceId}")]
    public static partial void VisitFailed(ILogger logger, Exception exception, Guid workspaceId);

    [LoggerMessage(
        TenancyEvents.VisitsFinished, LogLevel.Information, "A run over {Count} workspaces, {Failed} failed, took {Milliseconds:F0} ms")]
    public static partial void VisitsFinished(ILogger logger, int count, int failed, double milliseconds);
}
