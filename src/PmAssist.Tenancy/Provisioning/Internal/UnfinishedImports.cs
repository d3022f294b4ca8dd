using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>Removes workspaces whose rows did not all come in, as if they had never been: nobody has seen them.</summary>
internal sealed class UnfinishedImports(
    SchemaSessions sessions, MasterStore master, StatusUnderLock statuses, CatalogueCache cache)
{
    /// <returns>Whether it was removed.</returns>
    /// <exception cref="SchemaLockedException">Its rows are being brought in.</exception>
    public async Task<bool> RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await master.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { IsUnfinishedImport: true } workspace)
        {
            return false;
        }

        var options = new SchemaSessionOptions(mayBeMissing: true, mayDrop: true, query: statuses.QueryFor(id));
        var isDone = false;
        while (!isDone)
        {
            // A large schema is dropped part by part.
            isDone = await sessions.ToDropAsync(
                workspace.Schema, options, (session, token) => DropAsync(session, id, token), cancellationToken).ConfigureAwait(false);
        }

        return await DeleteRowAsync(id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Under the schema's lock, which whoever brings rows in has until they are all there.</summary>
    private async Task<bool> DropAsync(SchemaSession session, Guid id, CancellationToken cancellationToken)
    {
        if (await statuses.AnswerAsync(session, id, cancellationToken).ConfigureAwait(false) != WorkspaceStatus.Importing)
        {
            return true;
        }

        var drop = await session.DropAsync(withDependents: false, cancellationToken).ConfigureAwait(false);
        await session.CompleteAsync([], cancellationToken).ConfigureAwait(false);
        return drop.IsComplete;
    }

    private async Task<bool> DeleteRowAsync(Guid id, CancellationToken cancellationToken)
    {
        using var changing = cache.Changing(id);
        return await master.WriteInTurnAsync(
            id,
            async (context, token) =>
            {
                var row = await context.Workspaces.AsNoTracking().SingleOrDefaultAsync(w => w.Id == id, token).ConfigureAwait(false);
                if (row is not { IsUnfinishedImport: true })
                {
                    return (false, (NewAuditEntry?)null);
                }

                await context.Members.Where(m => m.WorkspaceId == id).ExecuteDeleteAsync(token).ConfigureAwait(false);
                await context.Workspaces.Where(w => w.Id == id).ExecuteDeleteAsync(token).ConfigureAwait(false);
                return (true, WorkspaceTransition.Audit("workspace.import_removed", id, actorId: null, ("slug", row.Slug)));
            },
            cancellationToken).ConfigureAwait(false);
    }
}
