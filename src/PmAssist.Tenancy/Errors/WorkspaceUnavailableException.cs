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

    internal static WorkspaceUnavailableException ForBehind(Workspace workspace, string newest)
        => new($"The workspace '{workspace.Slug}' ({workspace.Id}) is behind: it is at version {workspace.SchemaVersion ?? "none"}, and this "
            + $"build of the host expects {newest}. Run IWorkspaceMigrator.RunAsync(), or choose another TenancyOptions.OutdatedWorkspace.");

    internal static WorkspaceUnavailableException ForAhead(Workspace workspace, string newest)
        => new($"The workspace '{workspace.Slug}' ({workspace.Id}) is ahead: it is at version {workspace.SchemaVersion}, and has migrations of a "
            + $"newer build of the host than this one, which expects {newest}. Deploy that build here, or let this one use workspaces that "
            + "are ahead: set TenancyOptions.OutdatedWorkspace to Allow or Migrate.");

    internal static WorkspaceUnavailableException ForNoTables(Workspace workspace)
        => new($"The workspace '{workspace.Slug}' ({workspace.Id}) has no tables. "
            + (workspace.LastError ?? "Its schema has no migrations; migrate it with IWorkspaceMigrator.MigrateAsync()."));

    internal static WorkspaceUnavailableException ForStatus(Workspace workspace)
        => new($"The workspace '{workspace.Slug}' ({workspace.Id}) is {workspace.Status}. " + workspace.Status switch
        {
            WorkspaceStatus.Provisioning => "Wait until its provisioning has finished, or call IWorkspaceService.CreateAsync with its id again.",
            WorkspaceStatus.Failed => "Its provisioning failed; see last_error, then call IWorkspaceService.CreateAsync with its id again.",
            _ => "Only an Active workspace can be used.",
        });
}
