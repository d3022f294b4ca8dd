namespace PmAssist.Tenancy.Internal;

/// <summary>Decides whether a workspace may be used now: its state, and whether its version fits this build.</summary>
internal sealed class WorkspaceGate(MasterStore master, WorkspaceMigrator migrator, TenancyOptions options)
{
    /// <summary>Looks a workspace up and brings it up to date first where the policy says so.</summary>
    public async Task<Workspace> EnterAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        var workspace = await master.GetAsync(workspaceId, cancellationToken).ConfigureAwait(false);
        if (options.OutdatedWorkspace != OutdatedWorkspacePolicy.Migrate || workspace.Status != WorkspaceStatus.Active || !IsBehind(workspace))
        {
            Check(workspace);
            return workspace;
        }

        await migrator.MigrateAsync(workspaceId, cancellationToken: cancellationToken).ConfigureAwait(false);
        return await master.GetAsync(workspaceId, cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="WorkspaceUnavailableException">The workspace cannot be used as it is.</exception>
    public void Check(Workspace workspace)
    {
        if (workspace.Status != WorkspaceStatus.Active)
        {
            throw WorkspaceUnavailableException.ForStatus(workspace);
        }

        var refused = options.OutdatedWorkspace switch
        {
            OutdatedWorkspacePolicy.Refuse => workspace.SchemaFingerprint != migrator.Scripts.Fingerprint,
            OutdatedWorkspacePolicy.Migrate => IsBehind(workspace),
            _ => false,
        };
        if (refused)
        {
            throw WorkspaceUnavailableException.ForVersion(workspace, migrator.Scripts.NewestId);
        }
    }

    /// <summary>One whose newest migration is newer than this build's was migrated by a newer build.</summary>
    private bool IsBehind(Workspace workspace)
        => workspace.SchemaFingerprint != migrator.Scripts.Fingerprint
            && string.CompareOrdinal(workspace.SchemaVersion, migrator.Scripts.NewestId) <= 0;
}
