using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>Every message this package logs. Event ids are fixed.</summary>
internal static partial class Log
{
    [LoggerMessage(
        WorkspaceRequestEvents.NoWorkspaceNamed,
        LogLevel.Debug,
        "The request is refused: no source names a workspace, or no workspace can have the name (named: {IsNamed})")]
    public static partial void NoWorkspaceNamed(ILogger logger, bool isNamed);

    [LoggerMessage(
        WorkspaceRequestEvents.NotFound,
        LogLevel.Debug,
        "The request is refused: its user is no member, or there is no such workspace (exists: {Exists})")]
    public static partial void NotFound(ILogger logger, bool exists);

    [LoggerMessage(
        WorkspaceRequestEvents.NoUserId,
        LogLevel.Warning,
        "The request is refused: its signed-in user has no id. Say where it is with "
        + "AddWorkspaceResolution(resolve => resolve.UserIdFrom(…))")]
    public static partial void NoUserId(ILogger logger);

    [LoggerMessage(
        WorkspaceRequestEvents.CatalogueAway,
        LogLevel.Error,
        "The request is refused: the catalogue of workspaces cannot be reached")]
    public static partial void CatalogueAway(ILogger logger, Exception exception);

    [LoggerMessage(
        WorkspaceRequestEvents.NotReady,
        LogLevel.Warning,
        "The request is refused: its workspace is not ready")]
    public static partial void NotReady(ILogger logger, Exception exception);

    [LoggerMessage(
        WorkspaceRequestEvents.ConnectionNotChecked,
        LogLevel.Warning,
        "Whether the user of a hub's connection is still a member could not be looked up")]
    public static partial void ConnectionNotChecked(ILogger logger, Exception exception);
}
