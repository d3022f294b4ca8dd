namespace PmAssist.Tenancy.Internal;

/// <summary>What is known of a user in a workspace.</summary>
/// <param name="workspace">The row that it was read with. It holds as long as that one is kept, so it is forgotten with it.</param>
/// <param name="userId">The user.</param>
/// <param name="role">The role.</param>
internal sealed class CatalogueMember(CatalogueEntry workspace, string userId, WorkspaceRole role) : ICatalogueItem<MemberKey>
{
    public CatalogueEntry Workspace { get; } = workspace;

    public WorkspaceRole Role { get; } = role;

    public long ExpiresAt => Workspace.ExpiresAt;

    /// <summary>Users' ids differ by case, whatever a database's collation says.</summary>
    public bool Has(MemberKey key) => Workspace.Id == key.WorkspaceId && userId == key.UserId;
}
