using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>Reads the truth in every schema's history and corrects the catalogue by it.</summary>
internal sealed class WorkspaceVerifier(ITenancyContexts contexts, MasterStore master, TenancyProvider provider)
{
    // A query locks each table it names; PostgreSQL's lock table has room for 64 per connection by default, shared by all.
    private const int SchemasPerQuery = 200;

    public async Task<WorkspaceVerification> VerifyAsync(CancellationToken cancellationToken)
    {
        var (workspaces, existing) = await master.ReadAsync(ReadCatalogueAsync, cancellationToken).ConfigureAwait(false);
        var present = workspaces.Where(w => existing.Contains(w.Schema)).ToList();
        var repaired = new List<WorkspaceMismatch>();
        foreach (var chunk in present.Chunk(SchemasPerQuery))
        {
            var histories = await ReadHistoriesAsync(chunk, cancellationToken).ConfigureAwait(false);
            foreach (var workspace in chunk)
            {
                if (await RepairAsync(workspace, histories[workspace.Schema], cancellationToken).ConfigureAwait(false) is { } mismatch)
                {
                    repaired.Add(mismatch);
                }
            }
        }

        return new WorkspaceVerification(workspaces.Count, [.. workspaces.Except(present)], repaired);
    }

    private async Task<(List<Workspace> Workspaces, HashSet<WorkspaceSchema> Existing)> ReadCatalogueAsync(
        MasterDbContext context, CancellationToken cancellationToken)
    {
        var workspaces = await context.Workspaces.AsNoTracking()
            .Where(w => w.DbSchemaName != null && w.Status != WorkspaceStatus.Deleting)
            .OrderBy(w => w.Slug)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        return (workspaces, [.. await provider.GetSchemasAsync(context, cancellationToken).ConfigureAwait(false)]);
    }

    /// <summary>One query for all where they lie in one database; one by one elsewhere, and where a history is missing.</summary>
    private async Task<ILookup<WorkspaceSchema, string>> ReadHistoriesAsync(Workspace[] workspaces, CancellationToken cancellationToken)
    {
        if (provider.MasterSharesDatabase)
        {
            try
            {
                return await master.ReadAsync((context, token) => ReadUnionAsync(context, workspaces, token), cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (DbException)
            {
                // One schema without its history fails the query for all; the way below tells which.
            }
        }

        var rows = new List<(WorkspaceSchema Schema, string MigrationId)>();
        foreach (var workspace in workspaces)
        {
            var context = contexts.CreateForSchemaChange(workspace);
            await using var _ = context.ConfigureAwait(false);
            provider.Bind(context, workspace.Schema);
            var ids = await context.Database.GetAppliedMigrationsAsync(cancellationToken).ConfigureAwait(false);
            rows.AddRange(ids.Select(id => (workspace.Schema, id)));
        }

        return rows.ToLookup(r => r.Schema, r => r.MigrationId);
    }

    private async Task<ILookup<WorkspaceSchema, string>> ReadUnionAsync(
        MasterDbContext context, Workspace[] workspaces, CancellationToken cancellationToken)
    {
        var helper = context.GetService<ISqlGenerationHelper>();
        var unbound = contexts.CreateUnbound();
        await using var _ = unbound.ConfigureAwait(false);
        var table = RelationalOptionsExtension.Extract(unbound.GetService<IDbContextOptions>()).MigrationsHistoryTableName!;
        var (schema, migration) = (helper.DelimitIdentifier(nameof(HistoryEntry.Schema)), helper.DelimitIdentifier(nameof(HistoryEntry.MigrationId)));
        var sql = string.Join(
            "\nUNION ALL ",
            workspaces.Select(w => $"SELECT '{w.Schema}' AS {schema}, {migration} FROM {helper.DelimitIdentifier(table, w.Schema.Name)}"));

        var entries = await context.Database.SqlQueryRaw<HistoryEntry>(sql).ToListAsync(cancellationToken).ConfigureAwait(false);
        return entries.ToLookup(e => WorkspaceSchema.TryParse(e.Schema, out var parsed) ? parsed : default, e => e.MigrationId);
    }

    private async Task<WorkspaceMismatch?> RepairAsync(
        Workspace workspace, IEnumerable<string> migrationIds, CancellationToken cancellationToken)
    {
        var actual = new SchemaHistory(migrationIds);
        if (workspace.SchemaFingerprint == actual.Fingerprint && workspace.SchemaVersion == actual.Version)
        {
            return null;
        }

        return await master.WriteAsync<WorkspaceMismatch?>(
            async (context, token) =>
            {
                var row = await context.Workspaces.SingleAsync(w => w.Id == workspace.Id, token).ConfigureAwait(false);
                if (row.Version != workspace.Version)
                {
                    // Somebody migrated it since; what was read is old.
                    return (null, null);
                }

                row.SchemaVersion = actual.Version;
                row.SchemaFingerprint = actual.Fingerprint;
                return (
                    new WorkspaceMismatch(workspace.Id, workspace.SchemaVersion, actual.Version),
                    new AuditRecord("workspace.catalogue_repaired", nameof(Workspace), workspace.Id.ToString())
                    {
                        WorkspaceId = workspace.Id,
                        Details = AuditDetails.Of(("from", workspace.SchemaVersion), ("to", actual.Version)),
                    });
            },
            cancellationToken).ConfigureAwait(false);
    }

    private sealed record HistoryEntry(string Schema, string MigrationId);
}
