using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

internal sealed class WorkspaceService(
    MasterStore master, CatalogueCache cache, WorkspaceRegistrar registrar, WorkspaceProvisioner provisioner, TimeProvider clock)
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

    public Task<IReadOnlyList<Workspace>> ListAsync(WorkspaceStatus? status = null, CancellationToken cancellationToken = default)
        => master.ReadAsync<IReadOnlyList<Workspace>>(
            async (context, token) => await context.Workspaces.AsNoTracking()
                .Where(w => status == null ? w.Status != WorkspaceStatus.Deleted : w.Status == status)
                .OrderBy(w => w.Slug)
                .ToListAsync(token).ConfigureAwait(false),
            cancellationToken);

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

    public Task<Workspace> SuspendAsync(Guid id, string? actorId = null, CancellationToken cancellationToken = default)
        => MoveAsync(id, actorId, WorkspaceStatus.Active, WorkspaceStatus.Suspended, "workspace.suspended", cancellationToken);

    public Task<Workspace> ResumeAsync(Guid id, string? actorId = null, CancellationToken cancellationToken = default)
        => MoveAsync(id, actorId, WorkspaceStatus.Suspended, WorkspaceStatus.Active, "workspace.resumed", cancellationToken);

    public Task<Workspace> ArchiveAsync(Guid id, string? actorId = null, CancellationToken cancellationToken = default)
        => MoveAsync(id, actorId, WorkspaceStatus.Suspended, WorkspaceStatus.Archived, "workspace.archived", cancellationToken);

    public Task DeleteAsync(Guid id, string? actorId = null, CancellationToken cancellationToken = default)
        => DeleteAsync(id, actorId, dropDependents: false, cancellationToken);

    public Task DeleteWithDependentsAsync(Guid id, string? actorId = null, CancellationToken cancellationToken = default)
        => DeleteAsync(id, actorId, dropDependents: true, cancellationToken);

    private Task DeleteAsync(Guid id, string? actorId, bool dropDependents, CancellationToken cancellationToken)
        => provisioner.DeleteAsync(
            Ensure.NotEmpty(id),
            Ensure.TextOrNull(actorId, WorkspaceMember.MaxUserIdLength),
            lockTimeout: null,
            dropDependents,
            cancellationToken);

    public async Task TouchAsync(Guid id, CancellationToken cancellationToken = default)
    {
        Ensure.NotEmpty(id);
        var now = clock.UtcNowInMicroseconds();
        var written = await master.ReadAsync(
            (context, token) => context.Workspaces.Where(w => w.Id == id && w.Status != WorkspaceStatus.Deleted)
                .ExecuteUpdateAsync(set => set.SetProperty(w => w.LastSeenUtc, now), token),
            cancellationToken).ConfigureAwait(false);
        if (written == 0)
        {
            throw WorkspaceNotFoundException.ById(id);
        }

        cache.Seen(id, now);
    }

    private Task<Workspace> MoveAsync(
        Guid id, string? actorId, WorkspaceStatus from, WorkspaceStatus to, string action, CancellationToken cancellationToken)
        => ChangeAsync(
            id,
            actorId,
            action,
            workspace =>
            {
                if (workspace.Status != from)
                {
                    throw new WorkspaceConflictException(
                        $"The workspace '{workspace.Slug}' ({id}) is {workspace.Status}; it must be {from} to become {to}.")
                    {
                        WorkspaceId = id,
                        Slug = workspace.Slug,
                        Status = workspace.Status,
                    };
                }

                workspace.Status = to;
                return null;
            },
            cancellationToken);

    private Task<Workspace> ChangeAsync(
        Guid id, string? actorId, string action, Func<Workspace, string?> change, CancellationToken cancellationToken)
    {
        Ensure.NotEmpty(id);
        Ensure.TextOrNull(actorId, WorkspaceMember.MaxUserIdLength);
        return master.WriteAsync(
            async (context, token) =>
            {
                var workspace = await context.Workspaces
                        .SingleOrDefaultAsync(w => w.Id == id && w.Status != WorkspaceStatus.Deleted, token).ConfigureAwait(false)
                    ?? throw WorkspaceNotFoundException.ById(id);
                var details = change(workspace);
                return (workspace, new NewAuditEntry(action, nameof(Workspace), id.ToString())
                {
                    WorkspaceId = id,
                    ActorId = actorId,
                    Details = details,
                });
            },
            cancellationToken);
    }
}
