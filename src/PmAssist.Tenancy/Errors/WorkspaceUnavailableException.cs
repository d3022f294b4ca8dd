namespace PmAssist.Tenancy;

/// <summary>
/// The workspace exists but cannot be used now: it is being provisioned, is suspended, archived or being deleted, or its version does
/// not match this build.
/// </summary>
public sealed class WorkspaceUnavailableException : TenancyException
{
    /// <summary>Creates the error.</summary>
    public WorkspaceUnavailableException()
    {
    }

    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened and what to do.</param>
    public WorkspaceUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public WorkspaceUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The workspace; the empty GUID if the error was made without it.</summary>
    public Guid WorkspaceId { get; private init; }

    /// <summary>The workspace's slug; null if the error was made without it.</summary>
    public string? Slug { get; private init; }

    /// <summary>
    /// The state that the workspace was in: <see cref="WorkspaceStatus.Active"/> if only its version does not match this build, or its
    /// schema is missing; null if the error was made without it.
    /// </summary>
    public WorkspaceStatus? Status { get; private init; }

    internal static WorkspaceUnavailableException ForBehind(Guid workspaceId, string slug, string? version, string newest)
        => ForActive(
            workspaceId,
            slug,
            $"is behind: it is at version {version ?? "none"}, and this build of the host expects {newest}. Run "
            + "IWorkspaceMigrator.RunAsync(), or choose another TenancyOptions.OutdatedWorkspace.");

    internal static WorkspaceUnavailableException ForAhead(Guid workspaceId, string slug, string? version, string newest)
        => ForActive(
            workspaceId,
            slug,
            $"is ahead: it is at version {version}, and has migrations of a newer build of the host than this one, which expects "
            + $"{newest}. Deploy that build here, or let this one use workspaces that are ahead: set TenancyOptions.OutdatedWorkspace to "
            + "Allow or Migrate.");

    internal static WorkspaceUnavailableException ForNoTables(Guid workspaceId, string slug, string? lastError)
        => ForActive(
            workspaceId,
            slug,
            "has no tables. " + (lastError ?? "Its schema has no migrations; migrate it with IWorkspaceMigrator.MigrateAsync()."));

    internal static WorkspaceUnavailableException ForStatus(Guid workspaceId, string slug, WorkspaceStatus status)
        => new($"The workspace '{slug}' ({workspaceId}) is {status}. " + status switch
        {
            WorkspaceStatus.Provisioning => "Wait until its provisioning has finished, or call IWorkspaceService.CreateAsync with its "
                + "id again.",
            WorkspaceStatus.Importing => "Its rows are still being imported, for example by a cutover, which opens it when it is complete.",
            WorkspaceStatus.Failed => "Its provisioning failed; see last_error, then call IWorkspaceService.CreateAsync with its id again.",
            _ => "Only an Active workspace can be used.",
        })
        {
            WorkspaceId = workspaceId,
            Slug = slug,
            Status = status,
        };

    private static WorkspaceUnavailableException ForActive(Guid workspaceId, string slug, string reason)
        => new($"The workspace '{slug}' ({workspaceId}) {reason}")
        {
            WorkspaceId = workspaceId,
            Slug = slug,
            Status = WorkspaceStatus.Active,
        };
}
