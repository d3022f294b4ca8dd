namespace PmAssist.Tenancy;

/// <summary>No workspace has the given id, or it was deleted.</summary>
public sealed class WorkspaceNotFoundException : TenancyException
{
    private WorkspaceNotFoundException(string message, Guid workspaceId)
        : base(message)
        => WorkspaceId = workspaceId;

    internal static WorkspaceNotFoundException ById(Guid id)
        => new($"There is no workspace {id}. List the known ones with IWorkspaceService.ListAsync().", id);

    internal static WorkspaceNotFoundException Deleted(Guid id)
        => new($"The workspace {id} was deleted; its id is never used again.", id);
}
