using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Decides whether a workspace may be used now: its state, and whether its version fits this build. Every way from an id to a
/// context leads through here.
/// </summary>
internal sealed class WorkspaceGate
{
    private readonly MasterStore _master;
    private readonly CatalogueCache _cache;
    private readonly LastSeen _lastSeen;
    private readonly WorkspaceMigrator _migrator;
    private readonly OutdatedWorkspacePolicy _policy;
    private readonly Func<Guid, CancellationToken, Task<Workspace?>> _read;

    public WorkspaceGate(MasterStore master, CatalogueCache cache, LastSeen lastSeen, WorkspaceMigrator migrator, TenancyOptions options)
    {
        (_master, _cache, _lastSeen, _migrator, _policy) = (master, cache, lastSeen, migrator, options.OutdatedWorkspace);
        _read = ReadAsync;
    }

    /// <summary>Looks a workspace up and notes its use; brings it up to date first where the policy says so.</summary>
    /// <returns>The cache's own entry; completed at once if the cache has it.</returns>
    public async ValueTask<CatalogueEntry> EnterAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Ensure.NotEmpty(workspaceId);
        var entry = _cache.Find(workspaceId) ?? await LoadAsync(workspaceId, cancellationToken).ConfigureAwait(false);
        if (MustMigrate(entry.Status, entry.SchemaVersion, entry.SchemaFingerprint))
        {
            entry = await MigrateAsync(workspaceId, cancellationToken).ConfigureAwait(false);
        }

        if (!IsUsable(entry.Status, entry.SchemaVersion, entry.SchemaFingerprint))
        {
            throw WhyNot(entry);
        }

        _lastSeen.Note(workspaceId);
        return entry;
    }

    /// <summary>Lets a workspace in that was looked up before, and notes its use.</summary>
    /// <exception cref="WorkspaceUnavailableException">The workspace cannot be used as it is.</exception>
    public void Enter(Workspace workspace)
    {
        Check(workspace);
        _lastSeen.Note(workspace.Id);
    }

    /// <summary>For work over the fleet, which is no use by a customer: takes a row that was just read, brings it up to date.</summary>
    public async ValueTask<Workspace> PrepareAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        if (MustMigrate(workspace.Status, workspace.SchemaVersion, workspace.SchemaFingerprint))
        {
            workspace = (await MigrateAsync(workspace.Id, cancellationToken).ConfigureAwait(false)).ToWorkspace();
        }

        Check(workspace);
        return workspace;
    }

    private void Check(Workspace workspace)
    {
        if (!IsUsable(workspace.Status, workspace.SchemaVersion, workspace.SchemaFingerprint))
        {
            throw WhyNot(workspace);
        }
    }

    private Task<CatalogueEntry> LoadAsync(Guid id, CancellationToken cancellationToken) => _cache.LoadAsync(id, _read, cancellationToken);

    /// <summary>Looks again before it migrates: what the cache has may be old, and another process may have been faster.</summary>
    private async Task<CatalogueEntry> MigrateAsync(Guid id, CancellationToken cancellationToken)
    {
        _cache.Forget(id);
        var entry = await LoadAsync(id, cancellationToken).ConfigureAwait(false);
        if (!MustMigrate(entry.Status, entry.SchemaVersion, entry.SchemaFingerprint))
        {
            return entry;
        }

        await _migrator.MigrateAsync(id, cancellationToken: cancellationToken).ConfigureAwait(false);
        return await LoadAsync(id, cancellationToken).ConfigureAwait(false);
    }

    private Task<Workspace?> ReadAsync(Guid id, CancellationToken cancellationToken)
        => _master.ReadAsync(
            (context, token) => context.Workspaces.AsNoTracking().SingleOrDefaultAsync(w => w.Id == id, token), cancellationToken);

    private bool MustMigrate(WorkspaceStatus status, string? version, string? fingerprint)
        => _policy == OutdatedWorkspacePolicy.Migrate && status == WorkspaceStatus.Active && IsBehind(version, fingerprint);

    private bool IsUsable(WorkspaceStatus status, string? version, string? fingerprint)
        => status == WorkspaceStatus.Active && _policy switch
        {
            OutdatedWorkspacePolicy.Refuse => fingerprint == _migrator.Scripts.Fingerprint,
            OutdatedWorkspacePolicy.Migrate => !IsBehind(version, fingerprint),
            _ => true,
        };

    /// <summary>One whose newest migration is newer than this build's was migrated by a newer build.</summary>
    private bool IsBehind(string? version, string? fingerprint)
        => fingerprint != _migrator.Scripts.Fingerprint && string.CompareOrdinal(version, _migrator.Scripts.NewestId) <= 0;

    private TenancyException WhyNot(CatalogueEntry entry)
        => entry switch
        {
            { IsKnown: false } => WorkspaceNotFoundException.ById(entry.Id),
            { Status: WorkspaceStatus.Deleted } => WorkspaceNotFoundException.Deleted(entry.Id),
            _ => WhyNot(entry.ToWorkspace()),
        };

    private WorkspaceUnavailableException WhyNot(Workspace workspace)
        => workspace.Status == WorkspaceStatus.Active
            ? WorkspaceUnavailableException.ForVersion(workspace.Id, workspace.Slug, workspace.SchemaVersion, _migrator.Scripts.NewestId)
            : WorkspaceUnavailableException.ForStatus(workspace.Id, workspace.Slug, workspace.Status);
}
