namespace PmAssist.Tenancy;

/// <summary>
/// What happens when a context is requested for a workspace whose migrations are not exactly those that this build knows: it is
/// behind, or it is ahead because a newer build of the host migrated it. A workspace without any migration has no tables, or its schema
/// was found missing by <see cref="IWorkspaceMigrator.VerifyAsync"/>; every policy refuses it.
/// </summary>
public enum OutdatedWorkspacePolicy
{
    /// <summary>
    /// The context is handed out. Suits a rolling deployment whose migrations are compatible with both versions of the host. The
    /// default.
    /// </summary>
    Allow = 0,

    /// <summary>
    /// The request fails with <see cref="WorkspaceUnavailableException"/>, whose message says whether the workspace is behind or ahead,
    /// and what to do.
    /// </summary>
    Refuse = 1,

    /// <summary>
    /// A workspace that is behind is migrated first, under its lock; one that is ahead is handed out as it is. Works where the
    /// workspace is looked up (<c>RentAsync</c>, <c>EnterAsync</c>, <c>CreateScopeAsync</c>).
    /// </summary>
    Migrate = 2,
}
