namespace PmAssist.Tenancy;

/// <summary>The workspace exists but cannot be used now: it is being provisioned, suspended, archived or deleted, or its version does not fit this build.</summary>
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
    /// The state that the workspace was in: <see cref="WorkspaceStatus.Active"/> if only its version does not fit this build; null
    /// if the error was made without it.
    /// </summary>
    public WorkspaceStatus? Status { get; private init; }

    internal static WorkspaceUnavailableException ForVersion(Guid workspaceId, string slug, string? version, string newest)
        => new($"The workspace '{slug}' ({workspaceId}) is at version {version ?? "none"}, and this build of the "
            + $"host expects {newest}. Run IWorkspaceMigrator.RunAsync(), or choose another TenancyOptions.OutdatedWorkspace.")
        {
            WorkspaceId = workspaceId,
            Slug = slug,
            Status = WorkspaceStatus.Active,
        };

    internal static WorkspaceUnavailableException ForStatus(Guid workspaceId, string slug, WorkspaceStatus status)
        => new($"The workspace '{slug}' ({workspaceId}) is {status}. " + status switch
        {
            WorkspaceStatus.Provisioning => "Wait until its provisioning has finished, or call IWorkspaceService.CreateAsync with its id again.",
            WorkspaceStatus.Importing => "Its rows are still being brought in; what does that, a cutover for example, opens it when it is complete.",
            WorkspaceStatus.Failed => "Its provisioning failed; see last_error, then call IWorkspaceService.CreateAsync with its id again.",
            _ => "Only an Active workspace can be used.",
        })
        {
            WorkspaceId = workspaceId,
            Slug = slug,
            Status = status,
        };
}
