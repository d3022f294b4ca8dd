using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

internal sealed class WorkspaceService(
    MasterStore master,
    CatalogueCache cache,
    WorkspaceList list,
    WorkspaceLifecycle lifecycle,
    WorkspaceRegistrar registrar,
    WorkspaceProvisioner provisioner,
    WorkspacePurger purger,
    TenancyOptions options,
    TimeProvider clock)
    : IWorkspaceService
{
    public async Task<Workspace> CreateAsync(NewWorkspace request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var workspace = await registrar.RegisterAsync(request, cancellationToken).ConfigureAwait(false);
        return workspace.Status is WorkspaceStatus.Provisioning or WorkspaceStatus.Failed
            ? await provisioner.ProvisionAsync(
                workspace, request.ActorId ?? request.OwnerId, lockTimeout: null, filling: null, cancellationToken)
                .ConfigureAwait(false)
            : workspace;
    }

    public Task<Workspace> GetAsync(Guid id, CancellationToken cancellationToken = default) => master.GetAsync(id, cancellationToken);

    public Task<Workspace?> FindBySlugAsync(string slug, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(slug);

        // No query: a slug from a URL may have characters that no engine accepts, and no workspace has such a slug.
        return !WorkspaceSlug.IsValid(slug) ? Task.FromResult<Workspace?>(null) : master.ReadAsync(
            (context, token) => context.Workspaces.AsNoTracking()
                .SingleOrDefaultAsync(w => w.Slug == slug && w.Status != WorkspaceStatus.Deleted, token),
            cancellationToken);
    }

    public Task<IReadOnlyList<Workspace>> ListAsync(
        WorkspaceFilter? filter = null, int take = 100, string? after = null, CancellationToken cancellationToken = default)
    {
        Ensure.Take(take);
        return list.ReadAsync(filter ?? new WorkspaceFilter(), take, after, cancellationToken);
    }

    public Task<Workspace> RenameAsync(Guid id, string name, string? actorId = null, CancellationToken cancellationToken = default)
    {
        Ensure.Text(name, Workspace.MaxNameLength);
        return ChangeAsync(
            id,
            actorId,
            "workspace.renamed",
            workspace =>
            {
                var details = AuditDetails.Of(("from", workspace.Name), ("to", name));
                workspace.Name = name;
                return details;
            },
            cancellationToken);
    }

    public async Task<Workspace> ChangeSlugAsync(
        Guid id, string slug, string? actorId = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(slug);
        WorkspaceSlug.Validated(slug);
        Check(id, actorId);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await master.WriteInTurnAsync(
                    id,
                    async (context, token) =>
                    {
                        var workspace = await FindAsync(context, id, token).ConfigureAwait(false);
                        if (workspace.Slug == slug)
                        {
                            return (workspace, null);
                        }

                        var from = workspace.Slug;
                        workspace.Slug = await WorkspaceRegistrar.UntakenAsync(context, slug, token).ConfigureAwait(false);
                        return (workspace, Audit(id, actorId, "workspace.slug_changed", AuditDetails.Of(("from", from), ("to", slug))));
                    },
                    cancellationToken).ConfigureAwait(false);
            }
            catch (DbUpdateException exception) when (DatabaseError.CauseOf(exception) is not null && attempt < 10)
            {
                // Another call took the slug in between: the next attempt finds it.
            }
        }
    }

    public Task<Workspace> ChangePropertiesAsync(
        Guid id,
        IReadOnlyDictionary<string, object?> changes,
        int? expectedVersion = null,
        string? actorId = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        Check(id, actorId);
        var change = new PropertyChange(changes);
        return master.WriteInTurnAsync(
            id,
            async (context, token) =>
            {
                var workspace = await FindAsync(context, id, token).ConfigureAwait(false);
                if (expectedVersion is { } expected && workspace.Version != expected)
                {
                    throw new WorkspaceConflictException(
                        $"The workspace '{workspace.Slug}' ({id}) has version {workspace.Version}, not {expected}: it was changed since it "
                        + "was read, and this call changed nothing. Read it and try again.")
                    {
                        WorkspaceId = id,
                        Slug = workspace.Slug,
                    };
                }

                var (properties, details) = change.Apply(workspace.Properties);
                workspace.Properties = properties;
                return (workspace, details is null ? null : Audit(id, actorId, "workspace.properties_changed", details));
            },
            cancellationToken);
    }

    public Task<Workspace> SuspendAsync(Guid id, string? actorId = null, CancellationToken cancellationToken = default)
        => MoveAsync(id, actorId, WorkspaceTransition.Suspend, cancellationToken);

    public Task<Workspace> ResumeAsync(Guid id, string? actorId = null, CancellationToken cancellationToken = default)
        => MoveAsync(id, actorId, WorkspaceTransition.Resume, cancellationToken);

    public Task<Workspace> ArchiveAsync(Guid id, string? actorId = null, CancellationToken cancellationToken = default)
        => MoveAsync(id, actorId, WorkspaceTransition.Archive, cancellationToken);

    public async Task<Workspace> DeleteAsync(Guid id, string? actorId = null, CancellationToken cancellationToken = default)
    {
        Check(id, actorId);
        var workspace = await lifecycle.DeleteAsync(id, actorId, cancellationToken).ConfigureAwait(false);
        if (options.DeletionGrace > TimeSpan.Zero || workspace.Status == WorkspaceStatus.Deleted
            || workspace.PurgeAfterUtc > workspace.DeletedUtc)
        {
            // The last: it was deleted with a grace period, in which it can be restored.
            return workspace;
        }

        await purger.PurgeAsync(id, new PurgeRequest(actorId), cancellationToken).ConfigureAwait(false);
        return (await master.FindAsync(id, cancellationToken).ConfigureAwait(false))!;
    }

    public Task<Workspace> RestoreAsync(Guid id, string? actorId = null, CancellationToken cancellationToken = default)
    {
        Check(id, actorId);
        return lifecycle.RestoreAsync(id, actorId, cancellationToken);
    }

    public Task PurgeAsync(
        Guid id, bool dropDependents = false, string? actorId = null, CancellationToken cancellationToken = default)
    {
        Check(id, actorId);
        return purger.PurgeAsync(id, new PurgeRequest(actorId) { DropDependents = dropDependents }, cancellationToken);
    }

    public async Task TouchAsync(Guid id, CancellationToken cancellationToken = default)
    {
        Ensure.NotEmpty(id);
        var now = clock.UtcNowInMicroseconds();
        var written = await master.ReadAsync(
            (context, token) => context.Workspaces
                .Where(w => w.Id == id && w.Status != WorkspaceStatus.Deleted && w.Status != WorkspaceStatus.Spare)
                .ExecuteUpdateAsync(set => set.SetProperty(w => w.LastSeenUtc, now), token),
            cancellationToken).ConfigureAwait(false);
        if (written == 0)
        {
            throw WorkspaceNotFoundException.ById(id);
        }

        cache.Seen(id, now);
    }

    private Task<Workspace> MoveAsync(
        Guid id, string? actorId, WorkspaceTransition transition, CancellationToken cancellationToken)
    {
        Check(id, actorId);
        return lifecycle.MoveAsync(id, actorId, transition, cancellationToken);
    }

    private Task<Workspace> ChangeAsync(
        Guid id, string? actorId, string action, Func<Workspace, string?> change, CancellationToken cancellationToken)
    {
        Check(id, actorId);
        return master.WriteInTurnAsync(
            id,
            async (context, token) =>
            {
                var workspace = await FindAsync(context, id, token).ConfigureAwait(false);
                return (workspace, (NewAuditEntry?)Audit(id, actorId, action, change(workspace)));
            },
            cancellationToken);
    }

    private static async Task<Workspace> FindAsync(MasterDbContext context, Guid id, CancellationToken cancellationToken)
        => await context.Workspaces.AsTracking()
                .SingleOrDefaultAsync(
                    w => w.Id == id && w.Status != WorkspaceStatus.Deleted && w.Status != WorkspaceStatus.Spare, cancellationToken)
                .ConfigureAwait(false)
            ?? throw WorkspaceNotFoundException.ById(id);

    private static NewAuditEntry Audit(Guid id, string? actorId, string action, string? details)
        => new(action, nameof(Workspace), id.ToString()) { WorkspaceId = id, ActorId = actorId, Details = details };

    private static void Check(Guid id, string? actorId)
    {
        Ensure.NotEmpty(id);
        Ensure.TextOrNull(actorId, WorkspaceMember.MaxUserIdLength);
    }
}
