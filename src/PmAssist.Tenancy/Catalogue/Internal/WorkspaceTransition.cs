namespace PmAssist.Tenancy.Internal;

/// <summary>A change of a workspace's state. The fields are the table of all that are allowed; nothing else changes a state.</summary>
internal sealed class WorkspaceTransition
{
    /// <summary>The schema is made. A call that waited for one that failed finds the workspace failed, and tries again.</summary>
    public static readonly WorkspaceTransition Provision =
        new("workspace.provisioned", WorkspaceStatus.Active, WorkspaceStatus.Provisioning, WorkspaceStatus.Failed);

    /// <summary>
    /// The schema is made with rows, by what brings them in: no other call completes such a workspace, which would be empty.
    /// </summary>
    public static readonly WorkspaceTransition Import =
        new("workspace.provisioned", WorkspaceStatus.Suspended, WorkspaceStatus.Importing);

    /// <summary>A spare gets its schema, and stays a spare.</summary>
    public static readonly WorkspaceTransition Prepare = new("workspace.spare_prepared", WorkspaceStatus.Spare, WorkspaceStatus.Spare);

    public static readonly WorkspaceTransition Fail =
        new("workspace.provisioning_failed", WorkspaceStatus.Failed, WorkspaceStatus.Provisioning);

    public static readonly WorkspaceTransition Retry =
        new("workspace.provisioning_retried", WorkspaceStatus.Provisioning, WorkspaceStatus.Failed);

    public static readonly WorkspaceTransition Suspend =
        new("workspace.suspended", WorkspaceStatus.Suspended, WorkspaceStatus.Active, WorkspaceStatus.Archived)
        { Tell = (observer, workspace, token) => observer.SuspendedAsync(workspace, token) };

    public static readonly WorkspaceTransition Resume =
        new("workspace.resumed", WorkspaceStatus.Active, WorkspaceStatus.Suspended, WorkspaceStatus.Archived)
        { Tell = (observer, workspace, token) => observer.ResumedAsync(workspace, token) };

    public static readonly WorkspaceTransition Archive =
        new("workspace.archived", WorkspaceStatus.Archived, WorkspaceStatus.Suspended)
        { Tell = (observer, workspace, token) => observer.ArchivedAsync(workspace, token) };

    /// <summary>Restoring leads back to the state that this one came from.</summary>
    public static readonly WorkspaceTransition Delete = new(
        "workspace.deleted",
        WorkspaceStatus.Deleting,
        WorkspaceStatus.Provisioning,
        WorkspaceStatus.Importing,
        WorkspaceStatus.Failed,
        WorkspaceStatus.Active,
        WorkspaceStatus.Suspended,
        WorkspaceStatus.Archived)
    { Tell = (observer, workspace, token) => observer.DeletedAsync(workspace, token) };

    public static readonly WorkspaceTransition Purge = new("workspace.purged", WorkspaceStatus.Deleted, WorkspaceStatus.Deleting);

    private WorkspaceTransition(string action, WorkspaceStatus to, params WorkspaceStatus[] from)
        => (Action, To, From) = (action, to, from);

    /// <summary>What the audit log calls it.</summary>
    public string Action { get; }

    public WorkspaceStatus To { get; }

    public IReadOnlyList<WorkspaceStatus> From { get; }

    /// <summary>How observers are told of it; null if they are not, or elsewhere.</summary>
    public Func<IWorkspaceObserver, Workspace, CancellationToken, Task>? Tell { get; private init; }

    /// <summary>Whether a workspace is still to be changed; if it is in the state already, there is nothing to do.</summary>
    /// <exception cref="WorkspaceConflictException">It is in a state that no way leads from.</exception>
    public bool IsNeeded(Workspace workspace)
        => workspace.Status != To
            && (From.Contains(workspace.Status) ? true : throw new WorkspaceConflictException(
                $"The workspace '{workspace.Slug}' ({workspace.Id}) is {workspace.Status}, and becomes {To} only from "
                + $"{string.Join(" or ", From)}; nothing was changed.")
            {
                WorkspaceId = workspace.Id,
                Slug = workspace.Slug,
                Status = workspace.Status,
                TargetStatus = To,
            });

    /// <summary>The entry in the audit log.</summary>
    public NewAuditEntry Audit(Guid workspaceId, string? actorId, params (string Key, string? Value)[] details)
        => Audit(Action, workspaceId, actorId, details);

    public static NewAuditEntry Audit(string action, Guid workspaceId, string? actorId, params (string Key, string? Value)[] details)
        => new(action, nameof(Workspace), workspaceId.ToString())
        {
            WorkspaceId = workspaceId,
            ActorId = actorId,
            Details = details.Length == 0 ? null : AuditDetails.Of(details),
        };
}
