namespace PmAssist.Tenancy;

/// <summary>
/// What happens when a context is asked for in a workspace that has not exactly the migrations that this build knows: one
/// that is behind, or one that is ahead because a newer build of the host migrated it. One without any migration has no tables, or
/// a schema that <see cref="IWorkspaceMigrator.VerifyAsync"/> found missing, and is refused by each policy.
/// </summary>
public enum OutdatedWorkspacePolicy
{
    /// <summary>
    /// The context is handed out. Right for a rolling deploy whose migrations both versions of the host can live with. The
    /// default.
    /// </summary>
    Allow = 0,

    /// <summary>
    /// The request fails with <see cref="WorkspaceUnavailableException"/>, whose message says which of the two it is, and what helps.
    /// </summary>
    Refuse = 1,

    /// <summary>
    /// A workspace that is behind is migrated first, under its lock; one that is ahead is handed out as it is. Works where the
    /// workspace is looked up (<c>RentAsync</c>, <c>EnterAsync</c>, <c>CreateScopeAsync</c>).
    /// </summary>
    Migrate = 2,
}
