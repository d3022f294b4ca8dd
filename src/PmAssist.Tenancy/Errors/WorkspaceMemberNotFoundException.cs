namespace PmAssist.Tenancy;

/// <summary>The user is not a member of the workspace.</summary>
public sealed class WorkspaceMemberNotFoundException : TenancyException
{
    internal WorkspaceMemberNotFoundException(Guid workspaceId, string userId)
        : base($"The user '{userId}' is not a member of the workspace {workspaceId}. Add the user with AddAsync first.")
        => (WorkspaceId, UserId) = (workspaceId, userId);

    /// <summary>The host's id of the user.</summary>
    public string UserId { get; }
}
