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
    TenancyProvider provider,
    TimeProvider clock)
{
    private const int MostAttempts = 10;

    /// <summary>Where so many processes want so few spares, making one is faster than trying for another.</summary>
    private const int MostClaims = 4;

    public Task<Workspace> RegisterAsync(NewWorkspace request, CancellationToken cancellationToken)
        => AddAsync(request, adopted: null, isImport: false, cancellationToken);

    /// <summary>The same for a workspace whose rows come from elsewhere. It is always a new one.</summary>
    public Task<Workspace> RegisterImportAsync(NewWorkspace request, CancellationToken cancellationToken)
        => AddAsync(request.For(request.Id, requestId: null), adopted: null, isImport: true, cancellationToken);

    /// <summary>The same for a workspace whose schema is there already: it is active at once.</summary>
    public Task<Workspace> AdoptAsync(NewWorkspace request, SchemaState schema, CancellationToken cancellationToken)
        => AddAsync(request, schema, isImport: false, cancellationToken);

    private async Task<Workspace> AddAsync(
        NewWorkspace request, SchemaState? adopted, bool isImport, CancellationToken cancellationToken)
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
            Workspace? spare = null;
            try
            {
                var isNew = false;
                var workspace = await master.WriteAsync(
                    async (context, token) =>
                    {
                        Release(spare);
                        (spare, isNew) = (null, false);
                        if (await FindAsync(context, request, id, name, slug, token).ConfigureAwait(false) is { } existing)
                        {
                            return isImport ? throw Exists(existing) : (existing, (NewAuditEntry?)null);
                        }

                        isNew = true;
                        if (id is null && !isImport && spares.AreOn && attempt <= MostClaims)
                        {
                            spare = await spares.TryTakeAsync(context, token).ConfigureAwait(false);
                        }

                        var row = spare ?? context.Add(new Workspace { Id = id ?? default }).Entity;
                        row.Slug = await ChooseSlugAsync(context, row, name, slug, attempt, token).ConfigureAwait(false);
                        var entry = Fill(context, row, request, adopted, name);
                        if (isImport)
                        {
                            (row.Status, row.RequestId) = (WorkspaceStatus.Importing, row.ImportRequestId);
                        }

                        return (row, entry);
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
            catch (DbUpdateException exception) when (DatabaseError.CauseOf(exception) is not null && attempt < MostAttempts)
            {
                // The row of another call for the same id, request or slug came in between: the next attempt finds it.
            }
            catch (WorkspaceConflictException exception)
                when (exception.InnerException is DbUpdateConcurrencyException && spare is not null)
            {
                // Another process took the same spare, or migrated it: the next attempt takes another one, or none. Or another workspace
                // has the slug, and the next attempt chooses one.
                if (!await master.ReadAsync((c, token) => c.Workspaces.AnyAsync(w => w.Slug == spare.Slug, token), cancellationToken)
                    .ConfigureAwait(false))
                {
                    spares.LookAgain();
                }
            }
            finally
            {
                Release(spare);
            }
        }
    }

    private void Release(Workspace? spare)
    {
        if (spare is not null)
        {
            spares.Release(spare);
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

    /// <summary>What an earlier call with the same id or request has made; null if there was none.</summary>
    private static async Task<Workspace?> FindAsync(
        MasterDbContext context, NewWorkspace request, Guid? id, string name, string? slug, CancellationToken cancellationToken)
    {
        if (id is { } known
            && await context.Workspaces.AsNoTracking().SingleOrDefaultAsync(w => w.Id == known, cancellationToken).ConfigureAwait(false)
                is { } existing)
        {
            return Same(existing, $"The id {existing.Id}", request.RequestId, name, slug);
        }

        return request.RequestId is { } requestId
            && await context.Workspaces.AsNoTracking().SingleOrDefaultAsync(w => w.RequestId == requestId, cancellationToken)
                .ConfigureAwait(false) is { } made
                ? Same(made, $"The request '{requestId}'", requestId, name, slug, id)
                : null;
    }

    /// <summary>The slug that was asked for, or a free one like the name.</summary>
    /// <exception cref="WorkspaceConflictException">The one that was asked for is taken.</exception>
    private async Task<string> ChooseSlugAsync(
        MasterDbContext context, Workspace workspace, string name, string? slug, int attempt, CancellationToken cancellationToken)
    {
        // Where saving a spare finds a taken slug by itself, it is looked at only after that.
        var looks = workspace.Status == WorkspaceStatus.Spare && provider.UpdateThenInsert is not null ? attempt - 1 : attempt;
        var wanted = slug ?? WorkspaceSlug.FromName(name, workspace.Id);
        return looks == 0 ? wanted
            : slug is null ? await FreeSlugAsync(context, wanted, looks, cancellationToken).ConfigureAwait(false)
            : await UntakenAsync(context, wanted, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives a row, new or a spare's, what was asked for, and its owner.</summary>
    private NewAuditEntry Fill(
        MasterDbContext context, Workspace workspace, NewWorkspace request, SchemaState? adopted, string name)
    {
        var isSpare = workspace.Status == WorkspaceStatus.Spare;
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

        context.Add(new WorkspaceMember
        {
            WorkspaceId = workspace.Id,
            UserId = request.OwnerId,
            Role = WorkspaceRole.Owner,
            JoinedUtc = clock.UtcNowInMicroseconds(),
        });

        var actorId = request.ActorId ?? request.OwnerId;
        var action = adopted is null ? "workspace.created" : "workspace.adopted";
        var created = new NewAuditEntry(action, nameof(Workspace), workspace.Id.ToString())
        {
            WorkspaceId = workspace.Id,
            ActorId = actorId,
            Details = AuditDetails.Of(("name", name), ("slug", workspace.Slug)),
        };
        if (!isSpare || workspace.Status != WorkspaceStatus.Active)
        {
            return created;
        }

        master.AddAudit(context, created);
        return WorkspaceTransition.Provision.Audit(
            workspace.Id, actorId, ("schema", workspace.DbSchemaName), ("version", workspace.SchemaVersion), ("spare", "true"));
    }

    private static WorkspaceConflictException Exists(Workspace existing)
        => new($"The id {existing.Id} belongs to the workspace '{existing.Slug}', which is {existing.Status}. Nothing was changed. Leave "
            + "the id out to get a new workspace.")
        {
            WorkspaceId = existing.Id,
            Slug = existing.Slug,
            Status = existing.Status,
        };

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
        // By its index first: which others begin with it is seldom asked, and may read the whole table.
        if (!await context.Workspaces.AnyAsync(w => w.Slug == slug, cancellationToken).ConfigureAwait(false))
        {
            return slug;
        }

        // A long slug is cut to make room for its number, so all that begin with what is never cut are in question.
        var stem = WorkspaceSlug.Stem(slug);
        var prefix = stem.Length < slug.Length ? stem : slug + "-";
        var taken = await context.Workspaces.Where(w => w.Slug == slug || w.Slug.StartsWith(prefix))
            .Select(w => w.Slug).ToHashSetAsync(cancellationToken).ConfigureAwait(false);
        // Concurrent calls find the same gaps, so each repeated attempt picks from twice as many.
        var choices = 1 << (attempt - 1);
        var gaps = Enumerable.Range(2, taken.Count + choices).Select(n => WorkspaceSlug.Numbered(slug, n))
            .Where(s => !taken.Contains(s)).Take(choices).ToArray();
        return gaps[Random.Shared.Next(gaps.Length)];
    }
}
