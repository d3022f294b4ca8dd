using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Decides whether a workspace may be used now, by its state and by whether its version matches this build. Every path from an id to
/// a context leads through here.
/// </summary>
internal sealed class WorkspaceGate
{
    private readonly MasterStore _master;
    private readonly CatalogueCache _cache;
    private readonly LastSeen _lastSeen;
    private readonly WorkspaceMigrator _migrator;
    private readonly MigrationSet _migrations;
    private readonly FleetSurvey _survey;
    private readonly OutdatedWorkspacePolicy _policy;
    private readonly Func<Guid, CancellationToken, Task<Workspace?>> _read;

    public WorkspaceGate(
        MasterStore master,
        CatalogueCache cache,
        LastSeen lastSeen,
        WorkspaceMigrator migrator,
        MigrationSet migrations,
        FleetSurvey survey,
        TenancyOptions options)
    {
        (_master, _cache, _lastSeen, _migrator, _migrations, _survey, _policy) =
            (master, cache, lastSeen, migrator, migrations, survey, options.OutdatedWorkspace);
        _read = ReadAsync;
    }

    /// <summary>Looks a workspace up and notes its use; brings it up to date first where the policy says so.</summary>
    /// <returns>The cache's own entry; completed at once if the cache has it.</returns>
    public async ValueTask<CatalogueEntry> EnterAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Ensure.NotEmpty(workspaceId);
        var entry = _cache.Find(workspaceId) ?? await LoadAsync(workspaceId, cancellationToken).ConfigureAwait(false);
        return await AdmitAsync(entry, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same for a workspace that was looked up.</summary>
    public ValueTask<CatalogueEntry> AdmitAsync(CatalogueEntry entry, CancellationToken cancellationToken)
    {
        if (!IsUsable(entry.Status, new(entry.SchemaVersion, entry.SchemaFingerprint)))
        {
            return MakeUsableAsync(entry, cancellationToken);
        }

        _lastSeen.Note(entry.Id);
        return new(entry);
    }

    /// <summary>Admits a workspace that was looked up before, and notes its use.</summary>
    /// <exception cref="WorkspaceUnavailableException">The workspace cannot be used as it is.</exception>
    public void Enter(Workspace workspace)
    {
        Check(workspace);
        _lastSeen.Note(workspace.Id);
    }

    /// <summary>The same for the cache's own entry.</summary>
    /// <exception cref="WorkspaceUnavailableException">The workspace cannot be used as it is.</exception>
    public void Enter(CatalogueEntry entry)
    {
        if (!IsUsable(entry.Status, new(entry.SchemaVersion, entry.SchemaFingerprint)))
        {
            throw WhyNot(entry);
        }

        _lastSeen.Note(entry.Id);
    }

    /// <summary>For work over the fleet, which does not count as a use: takes a row that was just read and brings it up to date.</summary>
    public async ValueTask<Workspace> PrepareAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        if (MustMigrate(workspace.Status, SchemaState.Of(workspace)))
        {
            workspace = (await MigrateAsync(workspace.Id, cancellationToken).ConfigureAwait(false)).ToWorkspace();
        }

        await LookAndCheckAsync(workspace, cancellationToken).ConfigureAwait(false);
        return workspace;
    }

    private async ValueTask<CatalogueEntry> MakeUsableAsync(CatalogueEntry entry, CancellationToken cancellationToken)
    {
        if (MustMigrate(entry.Status, new(entry.SchemaVersion, entry.SchemaFingerprint)))
        {
            entry = await MigrateAsync(entry.Id, cancellationToken).ConfigureAwait(false);
        }

        if (!IsUsable(entry.Status, new(entry.SchemaVersion, entry.SchemaFingerprint)))
        {
            if (!entry.IsKnown || entry.Status == WorkspaceStatus.Deleted)
            {
                throw WhyNot(entry);
            }

            await LookAndCheckAsync(entry.ToWorkspace(), cancellationToken).ConfigureAwait(false);
        }

        _lastSeen.Note(entry.Id);
        return entry;
    }

    /// <summary>
    /// Before it refuses a workspace whose fingerprint is unknown, it looks what the schema really has: a migration merged late makes
    /// a workspace ahead that is behind by its version, and the advice differs. Later ones with the same fingerprint need no look.
    /// </summary>
    private async ValueTask LookAndCheckAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        if (workspace.Status == WorkspaceStatus.Active && !IsUsable(workspace.Status, SchemaState.Of(workspace)))
        {
            await _survey.LookAsync(workspace, cancellationToken).ConfigureAwait(false);
        }

        Check(workspace);
    }

    private void Check(Workspace workspace)
    {
        if (!IsUsable(workspace.Status, SchemaState.Of(workspace)))
        {
            throw WhyNot(workspace);
        }
    }

    private Task<CatalogueEntry> LoadAsync(Guid id, CancellationToken cancellationToken) => _cache.LoadAsync(id, _read, cancellationToken);

    /// <summary>Reads the row again before it migrates: the cached row may be old, and another process may have been faster.</summary>
    private async Task<CatalogueEntry> MigrateAsync(Guid id, CancellationToken cancellationToken)
    {
        _cache.Forget(id);
        var entry = await LoadAsync(id, cancellationToken).ConfigureAwait(false);
        if (!MustMigrate(entry.Status, new(entry.SchemaVersion, entry.SchemaFingerprint)))
        {
            return entry;
        }

        await _migrator.MigrateAsync(id, cancellationToken: cancellationToken).ConfigureAwait(false);

        // Another call may have migrated it and committed without having updated the cache yet, so the row must be read again.
        _cache.Forget(id);
        return await LoadAsync(id, cancellationToken).ConfigureAwait(false);
    }

    private Task<Workspace?> ReadAsync(Guid id, CancellationToken cancellationToken)
        => _master.ReadAsync(
            (context, token) => context.Workspaces.AsNoTracking()
                .SingleOrDefaultAsync(w => w.Id == id && w.Status != WorkspaceStatus.Spare, token),
            cancellationToken);

    /// <summary>Refuses a workspace without tables: its schema may be lost, and creating an empty one would hide that.</summary>
    private bool MustMigrate(WorkspaceStatus status, SchemaState schema)
        => _policy == OutdatedWorkspacePolicy.Migrate && status == WorkspaceStatus.Active && schema.Fingerprint is not null
            && _migrations.StandingOf(schema) == SchemaStanding.Behind;

    private bool IsUsable(WorkspaceStatus status, SchemaState schema)
        => status == WorkspaceStatus.Active && schema.Fingerprint is not null && _policy switch
        {
            OutdatedWorkspacePolicy.Refuse => _migrations.StandingOf(schema) == SchemaStanding.Current,
            OutdatedWorkspacePolicy.Migrate => _migrations.StandingOf(schema) != SchemaStanding.Behind,
            _ => true,
        };

    private TenancyException WhyNot(CatalogueEntry entry)
        => entry switch
        {
            { IsKnown: false } => WorkspaceNotFoundException.ById(entry.Id),
            { Status: WorkspaceStatus.Deleted } => WorkspaceNotFoundException.Deleted(entry.Id),
            _ => WhyNot(entry.ToWorkspace()),
        };

    private WorkspaceUnavailableException WhyNot(Workspace workspace)
    {
        var (id, slug, version) = (workspace.Id, workspace.Slug, workspace.SchemaVersion);
        return workspace switch
        {
            { Status: not WorkspaceStatus.Active } => WorkspaceUnavailableException.ForStatus(id, slug, workspace.Status),
            { SchemaFingerprint: null } => WorkspaceUnavailableException.ForNoTables(id, slug, workspace.LastError),
            _ when _migrations.StandingOf(SchemaState.Of(workspace)) == SchemaStanding.Ahead
                => WorkspaceUnavailableException.ForAhead(id, slug, version, _migrations.Scripts.NewestId),
            _ when !_migrations.Knows(SchemaState.Of(workspace))
                => WorkspaceUnavailableException.ForUnknown(id, slug, version, _migrations.Scripts.NewestId),
            _ => WorkspaceUnavailableException.ForBehind(id, slug, version, _migrations.Scripts.NewestId),
        };
    }
}
