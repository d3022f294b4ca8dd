namespace PmAssist.Tenancy;

/// <summary>
/// The workspace exists but cannot be used now: it is being provisioned, is suspended, archived or being deleted, or its version does
/// not match this build.
/// </summary>
public sealed class WorkspaceUnavailableException : TenancyException
{
    private const string Run = "Run IWorkspaceMigrator.RunAsync(), or choose another TenancyOptions.OutdatedWorkspace.";

    private WorkspaceUnavailableException(
        string message, Guid workspaceId, string slug, WorkspaceStatus status, Exception? innerException = null)
        : base(message, innerException)
        => (WorkspaceId, Slug, Status) = (workspaceId, slug, status);

    /// <summary>
    /// The state that the workspace was in: <see cref="WorkspaceStatus.Active"/> if only its version does not match this build, or its
    /// schema is missing.
    /// </summary>
    public WorkspaceStatus Status { get; }

    internal static WorkspaceUnavailableException ForBehind(Guid workspaceId, string slug, string? version, string newest)
        => ForActive(
            workspaceId,
            slug,
            version == newest
                ? $"is behind: it is at version {version}, the newest of this build of the host, but lacks "
                    + "older migrations of one of its contexts. " + Run
                : $"is behind: it is at version {version ?? "none"}, and this build of the host expects {newest}. " + Run);

    internal static WorkspaceUnavailableException ForAhead(Guid workspaceId, string slug, string? version, string newest)
        => ForActive(
            workspaceId,
            slug,
            $"is ahead: it is at version {version}, and has migrations of a newer build of the host than this one, which expects "
            + $"{newest}. Deploy that build here, or let this one use workspaces that are ahead: set TenancyOptions.OutdatedWorkspace to "
            + "Allow or Migrate.");

    /// <summary>Where nobody has looked yet whether it is behind or ahead, or its history cannot be read.</summary>
    internal static WorkspaceUnavailableException ForUnknown(Guid workspaceId, string slug, string? version, string newest)
        => ForActive(
            workspaceId,
            slug,
            $"has other migrations than this build of the host: it is at version {version ?? "none"}, and this build expects {newest} "
            + "and all that is older of each of its contexts. "
            + "IWorkspaceMigrator.GetStatusAsync() tells whether it is behind, so that RunAsync() helps, or ahead, so that a newer "
            + "build is needed here. Or choose another TenancyOptions.OutdatedWorkspace.");

    internal static WorkspaceUnavailableException ForNoTables(Guid workspaceId, string slug, string? lastError)
        => ForActive(
            workspaceId,
            slug,
            "has no tables. " + (lastError ?? "Its schema has no migrations; migrate it with IWorkspaceMigrator.MigrateAsync()."));

    /// <summary>Where the engine found nothing, and the schema is really not there.</summary>
    internal static WorkspaceUnavailableException ForLost(Guid workspaceId, string slug, WorkspaceStatus status, Exception innerException)
        => new(
            $"The workspace '{slug}' ({workspaceId}) has no tables: its schema {WorkspaceSchema.For(workspaceId)} is not in the database. "
            + "Restore it from a backup and call IWorkspaceMigrator.VerifyAsync(), or delete the workspace.",
            workspaceId,
            slug,
            status,
            innerException);

    internal static WorkspaceUnavailableException ForStatus(Guid workspaceId, string slug, WorkspaceStatus status)
        => new(
            $"The workspace '{slug}' ({workspaceId}) is {status}. " + Advice(status),
            workspaceId,
            slug,
            status);

    private static string Advice(WorkspaceStatus status)
        => status switch
        {
            WorkspaceStatus.Provisioning => "Wait until its provisioning has finished, or call IWorkspaceService.CreateAsync with its "
                + "id again.",
            WorkspaceStatus.Importing => "Its rows are still being imported, for example by a cutover, which opens it when it is complete.",
            WorkspaceStatus.Failed => "Its provisioning failed; see last_error, then call IWorkspaceService.CreateAsync with its id again.",
            WorkspaceStatus.Deleting => "It is deleted; until it is purged, IWorkspaceService.RestoreAsync brings it back.",
            _ => "Only an Active workspace can be used.",
        };

    private static WorkspaceUnavailableException ForActive(Guid workspaceId, string slug, string reason)
        => new($"The workspace '{slug}' ({workspaceId}) {reason}", workspaceId, slug, WorkspaceStatus.Active);
}
