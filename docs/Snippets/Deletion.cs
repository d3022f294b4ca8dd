using PmAssist.Tenancy;

namespace Snippets;

public static class Deletion
{
    public static async Task DeleteAndRestoreAsync(IWorkspaceService workspaces, Guid workspaceId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspaces);
        #region delete-restore
        var deleted = await workspaces.DeleteAsync(workspaceId, actorId: "ada", cancellationToken);
        Console.WriteLine($"{deleted.Slug} can be restored until {deleted.PurgeAfterUtc:u}.");

        await workspaces.RestoreAsync(workspaceId, actorId: "ada", cancellationToken);
        #endregion
    }

    public static async Task PurgeAsync(IWorkspaceService workspaces, Guid workspaceId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspaces);
        #region purge
        await workspaces.PurgeAsync(workspaceId, actorId: "ada", cancellationToken: cancellationToken);
        #endregion
    }

    public static async Task PurgeWithReportsAsync(IWorkspaceService workspaces, Guid workspaceId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspaces);
        #region purge-dependents
        try
        {
            await workspaces.PurgeAsync(workspaceId, actorId: "ada", cancellationToken: cancellationToken);
        }
        catch (WorkspaceDependentsException refused)
            when (refused.Dependents.All(d => d.StartsWith("view reports.", StringComparison.Ordinal)))
        {
            await workspaces.PurgeAsync(workspaceId, dropDependents: true, actorId: "ada", cancellationToken);
        }
        #endregion
    }
}
