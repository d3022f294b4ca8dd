using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The first step of provisioning: the workspace's row, its owner as first member and the audit entry, in one transaction.
/// </summary>
internal sealed class WorkspaceRegistrar(
    MasterStore master,
    WorkspaceLifecycle lifecycle,
    WorkspaceObservers observers,
    SpareWorkspaces spares,
    FleetSurvey survey,
    TimeProvider clock)
{
    public Task<Workspace> RegisterAsync(NewWorkspace request, CancellationToken cancellationToken)
        => AddAsync(request, adopted: null, cancellationToken);

    /// <summary>The same for a workspace whose schema is there already: it is active at once.</summary>
    public Task<Workspace> AdoptAsync(NewWorkspace request, SchemaState schema, CancellationToken cancellationToken)
        => AddAsync(request, schema, cancellationToken);

    private async Task<Workspace> AddAsync(NewWorkspace request, SchemaState? adopted, CancellationToken cancellationToken)
    {
        var name = Ensure.Text(request.Name, Workspace.MaxNameLength);
        Ensure.Text(request.OwnerId, WorkspaceMember.MaxUserIdLength);
        Ensure.TextOrNull(request.ActorId, WorkspaceMember.MaxUserIdLength);
        var id = request.Id is { } given ? Ensure.NotEmpty(given) : (Guid?)null;
        Ensure.TextOrNull(request.RequestId, Workspace.MaxRequestIdLength);
        var slug = request.Slug is { } wanted ? WorkspaceSlug.Validated(wanted) : null;

        await survey.CheckBuildAsync(cancellationToken).ConfigureAwait(false);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var isNew = false;
                var workspace = await master.WriteAsync(
                    async (context, token) =>
                    {
                        var (row, audit) = await AddAsync(context, request, adopted, id, name, slug, attempt, token).ConfigureAwait(false);
                        isNew = audit is not null;
                        return (row, audit);
                    },
                    cancellationToken).ConfigureAwait(false);
                if (isNew && workspace.Status == WorkspaceStatus.Active)
                {
                    await observers.TellAsync(
                        workspace, (observer, created, token) => observer.CreatedAsync(created, token), cancellationToken)
                        .ConfigureAwait(false);
                }

                return workspace.Status == WorkspaceStatus.Failed
                    ? await RetryAsync(workspace, request, cancellationToken).ConfigureAwait(false)
                    : workspace;
            }
            catch (DbUpdateException exception) when (DatabaseError.CauseOf(exception) is not null && attempt < 10)
            {
                // The row of another call for the same id, request or slug came in between: the next attempt finds it.
            }
            catch (WorkspaceConflictException exception) when (exception.InnerException is DbUpdateConcurrencyException && attempt < 10)
            {
                // Another process took the same spare, or migrated it: the next attempt takes another one.
            }
        }
    }

    /// <summary>A crash from here on is completed at the next start, as after the first attempt.</summary>
    private async Task<Workspace> RetryAsync(Workspace failed, NewWorkspace request, CancellationToken cancellationToken)
    {
        try
        {
            return await lifecycle.MoveAsync(
                failed.Id, request.ActorId ?? request.OwnerId, WorkspaceTransition.Retry, cancellationToken).ConfigureAwait(false);
        }
        catch (WorkspaceConflictException exception) when (exception.Status == WorkspaceStatus.Active)
        {
            // Another call for the same id was faster.
            return await master.GetAsync(failed.Id, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(Workspace, NewAuditEntry?)> AddAsync(
        MasterDbContext context,
        NewWorkspace request,
        SchemaState? adopted,
        Guid? id,
        string name,
        string? slug,
        int attempt,
        CancellationToken cancellationToken)
    {
        if (id is { } known
            && await context.Workspaces.AsNoTracking().SingleOrDefaultAsync(w => w.Id == known, cancellationToken).ConfigureAwait(false)
                is { } existing)
        {
            return (Same(existing, $"The id {existing.Id}", request.RequestId, name, slug), null);
        }

        if (request.RequestId is { } requestId
            && await context.Workspaces.AsNoTracking().SingleOrDefaultAsync(w => w.RequestId == requestId, cancellationToken)
                .ConfigureAwait(false) is { } made)
        {
            return (Same(made, $"The request '{requestId}'", requestId, name, slug, id), null);
        }

        var workspace = id is null && adopted is null && spares.AreOn
            ? await spares.TryTakeAsync(context, cancellationToken).ConfigureAwait(false)
            : null;
        var isSpare = workspace is not null;
        if (workspace is null)
        {
            workspace = new Workspace { Id = id ?? default };
            context.Add(workspace);
        }

        workspace.Name = name;
        workspace.RequestId = request.RequestId;
        workspace.Status = isSpare && !spares.MustBeSeeded ? WorkspaceStatus.Active : WorkspaceStatus.Provisioning;
        if (isSpare)
        {
            workspace.CreatedUtc = master.UtcNow;
            workspace.LastError = null;
        }

        if (adopted is { } schema)
        {
            (workspace.Status, workspace.DbSchemaName) = (WorkspaceStatus.Active, workspace.Schema.Name);
            (workspace.SchemaVersion, workspace.SchemaFingerprint) = (schema.Version, schema.Fingerprint);
        }

        workspace.Slug = slug is null
            ? await FreeSlugAsync(context, WorkspaceSlug.FromName(name, workspace.Id), attempt, cancellationToken).ConfigureAwait(false)
            : await UntakenAsync(context, slug, cancellationToken).ConfigureAwait(false);
        context.Add(new WorkspaceMember
        {
            WorkspaceId = workspace.Id,
            UserId = request.OwnerId,
            Role = WorkspaceRole.Owner,
            JoinedUtc = clock.UtcNowInMicroseconds(),
        });

        if (workspace.Status == WorkspaceStatus.Active && isSpare)
        {
            master.AddAudit(context, WorkspaceTransition.Provision.Audit(
                workspace.Id,
                request.ActorId ?? request.OwnerId,
                ("schema", workspace.DbSchemaName),
                ("version", workspace.SchemaVersion),
                ("spare", "true")));
        }

        var action = adopted is null ? "workspace.created" : "workspace.adopted";
        return (workspace, new NewAuditEntry(action, nameof(Workspace), workspace.Id.ToString())
        {
            WorkspaceId = workspace.Id,
            ActorId = request.ActorId ?? request.OwnerId,
            Details = AuditDetails.Of(("name", name), ("slug", workspace.Slug)),
        });
    }

    private static Workspace Same(Workspace existing, string what, string? requestId, string name, string? slug, Guid? id = null)
        => existing switch
        {
            _ when existing.Status == WorkspaceStatus.Spare
                || (requestId is not null && existing.RequestId != requestId)
                || (id is not null && existing.Id != id) => throw new WorkspaceConflictException(
                $"{what} belongs to another workspace, which was made with another id or request. Leave it out to get a new workspace.")
            {
                WorkspaceId = existing.Id,
            },
            { Status: WorkspaceStatus.Deleting, RestoreStatus: not null } => throw new WorkspaceConflictException(
                $"{what} belongs to the workspace '{existing.Slug}', which is deleted and can be restored until "
                + $"{existing.PurgeAfterUtc:u}: call RestoreAsync. Or leave the id out to get a new workspace.")
            {
                WorkspaceId = existing.Id,
                Slug = existing.Slug,
                Status = existing.Status,
            },
            { Status: WorkspaceStatus.Deleting or WorkspaceStatus.Deleted } => throw new WorkspaceConflictException(
                $"{what} belongs to a deleted workspace and is never used again. Leave it out to get a new one.")
            {
                WorkspaceId = existing.Id,
                Slug = existing.Slug,
                Status = existing.Status,
            },
            { Status: WorkspaceStatus.Importing } => throw new WorkspaceConflictException(
                $"{what} belongs to a workspace whose rows are being brought in, by a cutover for example, which opens "
                + "it when it is complete. Nothing was changed. Leave it out to get a new workspace.")
            {
                WorkspaceId = existing.Id,
                Slug = existing.Slug,
                Status = existing.Status,
            },
            _ when existing.Name != name || (slug is not null && existing.Slug != slug) => throw new WorkspaceConflictException(
                $"{what} belongs to the workspace '{existing.Slug}', which has another name. Leave it out to get a "
                + "new one.")
            {
                WorkspaceId = existing.Id,
                Slug = existing.Slug,
            },
            _ => existing,
        };

    /// <summary>A slug that no workspace has.</summary>
    /// <exception cref="WorkspaceConflictException">One has it.</exception>
    public static async Task<string> UntakenAsync(MasterDbContext context, string slug, CancellationToken cancellationToken)
        => await context.Workspaces.AnyAsync(w => w.Slug == slug, cancellationToken).ConfigureAwait(false)
            ? throw new WorkspaceConflictException(
                $"The slug '{slug}' is taken. Choose another; a new workspace without a slug gets one made from its name.")
            {
                Slug = slug,
            }
            : slug;

    private static async Task<string> FreeSlugAsync(MasterDbContext context, string slug, int attempt, CancellationToken cancellationToken)
    {
        // A long slug is cut to make room for its number, so all that begin with what is never cut are in question.
        var stem = WorkspaceSlug.Stem(slug);
        var prefix = stem.Length < slug.Length ? stem : slug + "-";
        var taken = await context.Workspaces.Where(w => w.Slug == slug || w.Slug.StartsWith(prefix))
            .Select(w => w.Slug).ToHashSetAsync(cancellationToken).ConfigureAwait(false);
        if (!taken.Contains(slug))
        {
            return slug;
        }

        // Concurrent calls find the same gaps, so each repeated attempt picks from twice as many.
        var choices = 1 << (attempt - 1);
        var gaps = Enumerable.Range(2, taken.Count + choices).Select(n => WorkspaceSlug.Numbered(slug, n))
            .Where(s => !taken.Contains(s)).Take(choices).ToArray();
        return gaps[Random.Shared.Next(gaps.Length)];
    }
}
