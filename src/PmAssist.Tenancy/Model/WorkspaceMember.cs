namespace PmAssist.Tenancy;

/// <summary>
/// A member of a workspace: a row of <c>pmassist_master.WorkspaceMember</c>. Changed through <see cref="IWorkspaceMemberService"/>
/// only.
/// </summary>
public sealed class WorkspaceMember
{
    internal WorkspaceMember()
    {
    }

    /// <summary>The longest user id, in characters.</summary>
    public const int MaxUserIdLength = 128;

    /// <summary>The workspace.</summary>
    public Guid WorkspaceId { get; internal set; }

    /// <summary>The host's id of the user, at most 128 characters.</summary>
    public string UserId { get; internal set; } = "";

    /// <summary>What the member may do.</summary>
    public WorkspaceRole Role { get; internal set; }

    /// <summary>When the member joined, in UTC.</summary>
    public DateTime JoinedUtc { get; internal set; }
}
