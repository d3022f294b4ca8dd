using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The first step of provisioning: the workspace's row, its owner as first member and the audit entry, in one transaction.
/// </summary>
internal sealed class WorkspaceRegistrar(MasterStore master, FleetSurvey survey, TimeProvider clock)
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
        var slug = request.Slug is { } wanted ? WorkspaceSlug.Validated(wanted) : null;

        await survey.CheckBuildAsync(cancellationToken).ConfigureAwait(false);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await master.WriteAsync(
                    (context, token) => AddAsync(context, request, adopted, id, name, slug, attempt, token), cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (DbUpdateException exception) when (DatabaseError.CauseOf(exception) is not null && attempt < 10)
            {
                // The row of another call for the same id or slug came in between: the next attempt finds it.
            }
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
            return (Same(existing, name, slug), null);
        }

        var workspace = new Workspace { Id = id ?? default, Name = name, Status = WorkspaceStatus.Provisioning };
        if (adopted is { } schema)
        {
            (workspace.Status, workspace.DbSchemaName) = (WorkspaceStatus.Active, workspace.Schema.Name);
            (workspace.SchemaVersion, workspace.SchemaFingerprint) = (schema.Version, schema.Fingerprint);
        }

        context.Add(workspace);
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

        var action = adopted is null ? "workspace.created" : "workspace.adopted";
        return (workspace, new NewAuditEntry(action, nameof(Workspace), workspace.Id.ToString())
        {
            WorkspaceId = workspace.Id,
            ActorId = request.ActorId ?? request.OwnerId,
            Details = AuditDetails.Of(("name", name), ("slug", workspace.Slug)),
        });
    }

    private static Workspace Same(Workspace existing, string name, string? slug)
        => existing switch
        {
            { Status: WorkspaceStatus.Deleting or WorkspaceStatus.Deleted } => throw new WorkspaceConflictException(
                $"The id {existing.Id} belongs to a deleted workspace and is never used again. Leave the id out to get a new one.")
            {
                WorkspaceId = existing.Id,
                Slug = existing.Slug,
                Status = existing.Status,
            },
            { Status: WorkspaceStatus.Importing } => throw new WorkspaceConflictException(
                $"The id {existing.Id} belongs to a workspace whose rows are being brought in, by a cutover for example, which opens "
                + "it when it is complete. Nothing was changed. Leave the id out to get a new workspace.")
            {
                WorkspaceId = existing.Id,
                Slug = existing.Slug,
                Status = existing.Status,
            },
            _ when existing.Name != name || (slug is not null && existing.Slug != slug) => throw new WorkspaceConflictException(
                $"The id {existing.Id} belongs to the workspace '{existing.Slug}', which has another name. Leave the id out to get a "
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
