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

    internal static WorkspaceUnavailableException ForVersion(Workspace workspace, string newest)
        => new($"The workspace '{workspace.Slug}' ({workspace.Id}) is at version {workspace.SchemaVersion ?? "none"}, and this build of the "
            + $"host expects {newest}. Run IWorkspaceMigrator.RunAsync(), or choose another TenancyOptions.OutdatedWorkspace.");

    internal static WorkspaceUnavailableException ForStatus(Workspace workspace)
        => new($"The workspace '{workspace.Slug}' ({workspace.Id}) is {workspace.Status}. " + workspace.Status switch
        {
            WorkspaceStatus.Provisioning => "Wait until its provisioning has finished, or call IWorkspaceService.CreateAsync with its id again.",
            WorkspaceStatus.Failed => "Its provisioning failed; see last_error, then call IWorkspaceService.CreateAsync with its id again.",
            _ => "Only an Active workspace can be used.",
        });
}
