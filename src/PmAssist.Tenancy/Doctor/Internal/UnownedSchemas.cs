using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>Schemas named like a workspace's that no row owns, with their size and age.</summary>
internal sealed class UnownedSchemas(MasterStore master, SchemaReader reader, TenancyProvider provider)
{
    /// <summary>A row comes before its schema, and goes after it, so what had no row before and after is nobody's.</summary>
    public async Task<IEnumerable<WorkspaceFinding>> FindAsync(
        IEnumerable<WorkspaceSchema> candidates, CancellationToken cancellationToken)
    {
        var schemas = candidates.Where(s => !s.IsTemplate).ToHashSet();
        if (schemas.Count > 0)
        {
            schemas.IntersectWith(await master.ReadAsync(provider.GetSchemasAsync, cancellationToken).ConfigureAwait(false));
        }

        var tombstones = new HashSet<Guid>();
        var sizes = new Dictionary<WorkspaceSchema, (long Bytes, DateTime? CreatedUtc)>();
        foreach (var chunk in schemas.ToList().Chunk(FleetHistories.SchemasPerQuery))
        {
            var ids = chunk.Select(s => s.WorkspaceId).ToList();
            var rows = await master.ReadAsync(
                (context, token) => context.Workspaces.AsNoTracking().Where(w => ids.Contains(w.Id)).ToListAsync(token),
                cancellationToken).ConfigureAwait(false);
            tombstones.UnionWith(rows.Where(w => w.Status == WorkspaceStatus.Deleted).Select(w => w.Id));
            schemas.ExceptWith(rows.Where(w => w.Status != WorkspaceStatus.Deleted).Select(w => w.Schema));
            await MeasureAsync(chunk, sizes, cancellationToken).ConfigureAwait(false);
        }

        return schemas.OrderBy(s => s.Name, StringComparer.Ordinal).Select(schema => new WorkspaceFinding(
            WorkspaceFindingKind.SchemaUnowned,
            schema,
            workspace: null,
            tombstones.Contains(schema.WorkspaceId)
                ? "It is a purged workspace's, whose id is never used again. Look what is in it; drop it, or rename it for a new id and "
                    + "call AdoptAsync with that."
                : "Look what is in it. AdoptAsync makes a workspace of it; nothing of the library drops it.")
        {
            Actual = sizes.TryGetValue(schema, out var size) ? FormattableString.Invariant($"{size.Bytes} bytes") : "It cannot be read.",
            Bytes = sizes.TryGetValue(schema, out size) ? size.Bytes : null,
            CreatedUtc = size.CreatedUtc,
        });
    }

    /// <summary>What cannot be read is nobody's all the same.</summary>
    private async Task MeasureAsync(
        WorkspaceSchema[] schemas,
        Dictionary<WorkspaceSchema, (long Bytes, DateTime? CreatedUtc)> sizes,
        CancellationToken cancellationToken)
    {
        try
        {
            foreach (var (schema, size) in await reader.MeasureAsync(schemas, cancellationToken).ConfigureAwait(false))
            {
                sizes[schema] = size;
            }
        }
        catch (Exception exception) when (DatabaseError.CauseOf(exception) is not null)
        {
            foreach (var schema in schemas.Length > 1 ? schemas : [])
            {
                await MeasureAsync([schema], sizes, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
