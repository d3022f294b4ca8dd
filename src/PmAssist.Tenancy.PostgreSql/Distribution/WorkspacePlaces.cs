using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace PmAssist.Tenancy;

/// <summary>Asks Citus, and has it change one workspace at a time under the workspace's lock.</summary>
internal sealed class WorkspacePlaces(ISchemaSessions sessions, ICatalogue catalogue, PlaceChanges changes) : IWorkspacePlaces
{
    private const int PageSize = 200;

    public async IAsyncEnumerable<WorkspacePlace> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // Below every workspace's id.
        var last = Guid.Empty;
        IReadOnlyDictionary<string, PlaceReader.Place>? places = null;
        for (var count = PageSize; count == PageSize;)
        {
            var after = last;
            var page = await catalogue.ReadAsync(
                (context, token) => context.Workspaces.AsNoTracking()
                    .Where(w => w.DbSchemaName != null && w.Status != WorkspaceStatus.Deleted && w.Id > after)
                    .OrderBy(w => w.Id)
                    .Take(PageSize)
                    .ToListAsync(token),
                cancellationToken).ConfigureAwait(false);
            (count, last) = (page.Count, page.Count > 0 ? page[^1].Id : last);
            places ??= await AskAsync((c, token) => PlaceReader.ReadAsync(c, schema: null, token), cancellationToken).ConfigureAwait(false);
            foreach (var workspace in page)
            {
                // One whose schema was made, or dropped, meanwhile is left out.
                if (places.TryGetValue(workspace.DbSchemaName!, out var place))
                {
                    yield return PlaceOf(workspace, place);
                }
            }
        }
    }

    public async Task<WorkspacePlace> GetAsync(Guid workspaceId, CancellationToken cancellationToken = default)
    {
        var workspace = await FindAsync(workspaceId, cancellationToken).ConfigureAwait(false);
        var places = await AskAsync((c, token) => PlaceReader.ReadAsync(c, workspace.Schema.Name, token), cancellationToken)
            .ConfigureAwait(false);
        return places.TryGetValue(workspace.Schema.Name, out var place)
            ? PlaceOf(workspace, place)
            : throw PlaceChanges.NoSchema(workspace);
    }

    public async Task<IReadOnlyList<PlaceNode>> GetNodesAsync(CancellationToken cancellationToken = default)
    {
        var nodes = await AskAsync(PlaceReader.ReadNodesAsync, cancellationToken).ConfigureAwait(false);
        return [.. nodes.Select(n => n.Node)];
    }

    public Task<RebalanceProgress> GetProgressAsync(CancellationToken cancellationToken = default)
        => AskAsync(PlaceReader.ReadProgressAsync, cancellationToken);

    public Task<bool> DistributeAsync(Guid workspaceId, string? actorId = null, CancellationToken cancellationToken = default)
        => ChangeAsync(workspaceId, "workspace.distributed", "distributed", actorId, changes.DistributeAsync, cancellationToken);

    public Task<bool> UndistributeAsync(Guid workspaceId, string? actorId = null, CancellationToken cancellationToken = default)
        => ChangeAsync(workspaceId, "workspace.undistributed", "brought back", actorId, changes.UndistributeAsync, cancellationToken);

    public Task<bool> MoveAsync(
        Guid workspaceId,
        string node,
        bool blockWrites = false,
        string? actorId = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(node);
        return ChangeAsync(
            workspaceId,
            "workspace.moved",
            "moved",
            actorId,
            (workspace, token) => changes.MoveAsync(workspace, node, blockWrites, token),
            cancellationToken);
    }

    /// <summary>A spare too, which the catalogue does not give: it has a place, and is listed.</summary>
    private async Task<Workspace> FindAsync(Guid workspaceId, CancellationToken cancellationToken)
        => await catalogue.ReadAsync(
            (context, token) => context.Workspaces.AsNoTracking()
                .SingleOrDefaultAsync(w => w.Id == workspaceId && w.Status == WorkspaceStatus.Spare, token),
            cancellationToken).ConfigureAwait(false)
            ?? await catalogue.GetAsync(workspaceId, cancellationToken).ConfigureAwait(false);

    private static WorkspacePlace PlaceOf(Workspace workspace, PlaceReader.Place place)
        => new(workspace, place.IsDistributed, place.Node, place.Bytes, place.HasWayBack);

    /// <param name="workspaceId">The workspace.</param>
    /// <param name="action">What the audit log calls it.</param>
    /// <param name="done">What a sentence calls it.</param>
    /// <param name="actorId">Who asked for it.</param>
    /// <param name="change">Makes the change; answers where the workspace was and is, or null if there was nothing to do.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    private async Task<bool> ChangeAsync(
        Guid workspaceId,
        string action,
        string done,
        string? actorId,
        Func<Workspace, CancellationToken, Task<PlaceChange?>> change,
        CancellationToken cancellationToken)
    {
        var workspace = await FindAsync(workspaceId, cancellationToken).ConfigureAwait(false);
        PlaceChange? made;
        try
        {
            made = await change(workspace, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (CauseOf(exception) is { } cause)
        {
            throw new DistributionException(
                $"The workspace '{workspace.Slug}' ({workspace.Id}) could not be {done}: {cause.Message.TrimEnd('.')}. Fix the cause and "
                + "repeat the call, which goes on where it stopped.",
                exception);
        }

        if (made is null || workspace.Status == WorkspaceStatus.Spare)
        {
            // A spare has no entries before it has an owner.
            return made is not null;
        }

        var entry = new NewAuditEntry(action, nameof(Workspace), workspace.Id.ToString())
        {
            WorkspaceId = workspace.Id,
            ActorId = actorId,
            Details = JsonSerializer.Serialize(new Dictionary<string, string> { ["from"] = made.From, ["to"] = made.To }),
        };
        await catalogue.WriteAuditAsync(entry, CancellationToken.None).ConfigureAwait(false);
        return true;
    }

    /// <summary>The first call that shows that this is no Citus gets the error of the check, which says what to do.</summary>
    private async Task<T> AskAsync<T>(Func<DbConnection, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        var master = sessions.CreateMasterContext();
        await using var _ = master.ConfigureAwait(false);
        try
        {
            return await master.Database.CreateExecutionStrategy().ExecuteAsync(
                async token =>
                {
                    await master.Database.OpenConnectionAsync(token).ConfigureAwait(false);
                    await changes.RequireAsync(master.Database.GetDbConnection(), token).ConfigureAwait(false);
                    return await ask(master.Database.GetDbConnection(), token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (CauseOf(exception) is { } cause)
        {
            throw new DistributionException(
                $"The cluster could not be asked: {cause.Message.TrimEnd('.')}. Check that all nodes answer, and try again.", exception);
        }
    }

    /// <summary>The error of the server or the connection, which EF may wrap; null for a typed error, and for a cancellation.</summary>
    private static NpgsqlException? CauseOf(Exception exception)
    {
        var current = exception;
        while (current is not (null or NpgsqlException or TenancyException or OperationCanceledException))
        {
            current = current.InnerException;
        }

        return current as NpgsqlException;
    }
}
