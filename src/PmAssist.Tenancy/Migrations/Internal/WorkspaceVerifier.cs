using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>Reads the truth in every schema's history and corrects the catalogue by it.</summary>
internal sealed class WorkspaceVerifier(
    TenancyContexts contexts,
    MasterStore master,
    MigrationSet migrations,
    SchemaHistoryReader histories,
    UnregisteredHistories unregisteredHistories,
    TenancyProvider provider)
{
    // A query locks each table it names; PostgreSQL's lock table has room for 64 per connection by default, shared by all.
    private const int SchemasPerQuery = 200;

    public async Task<WorkspaceVerification> VerifyAsync(CancellationToken cancellationToken)
    {
        var (workspaces, existing, orphans) = await master.ReadAsync(ReadCatalogueAsync, cancellationToken).ConfigureAwait(false);
        var present = workspaces.Where(w => existing.Contains(w.Schema)).ToList();
        var missing = new List<Workspace>();
        foreach (var workspace in workspaces.Except(present))
        {
            if (await NoteMissingAsync(workspace, cancellationToken).ConfigureAwait(false))
            {
                missing.Add(workspace);
            }
        }

        var repaired = new List<WorkspaceMismatch>();
        var unregistered = new List<(Guid WorkspaceId, string Table)>();
        foreach (var chunk in present.Chunk(SchemasPerQuery))
        {
            unregistered.AddRange(await unregisteredHistories.FindAsync(chunk, cancellationToken).ConfigureAwait(false));
            var read = await ReadHistoriesAsync(chunk, cancellationToken).ConfigureAwait(false);
            foreach (var workspace in chunk)
            {
                if (await RepairAsync(workspace, read[workspace.Schema], cancellationToken).ConfigureAwait(false) is { } mismatch)
                {
                    repaired.Add(mismatch);
                }
            }
        }

        return new WorkspaceVerification(
            workspaces.Count,
            missing,
            repaired,
            orphans,
            [
                .. unregistered.GroupBy(u => u.Table, u => u.WorkspaceId)
                    .Select(g => new UnregisteredHistory(g.Key, [.. g]))
                    .OrderBy(h => h.Table, StringComparer.Ordinal),
            ]);
    }

    /// <summary>
    /// The schemas before and after the rows: one that is made meanwhile has its row before it is there, one that is dropped still
    /// has it. So neither looks like an orphan, nor like a schema that is missing.
    /// </summary>
    private async Task<(List<Workspace> Workspaces, HashSet<WorkspaceSchema> Existing, List<WorkspaceSchema> Orphans)> ReadCatalogueAsync(
        MasterDbContext context, CancellationToken cancellationToken)
    {
        var before = await provider.GetSchemasAsync(context, cancellationToken).ConfigureAwait(false);
        var rows = await context.Workspaces.AsNoTracking()
            .Where(w => w.Status != WorkspaceStatus.Deleted)
            .OrderBy(w => w.Slug)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        var after = await provider.GetSchemasAsync(context, cancellationToken).ConfigureAwait(false);
        return (
            rows.FindAll(w => w.IsProvisioned),
            [.. after],
            [.. before.Intersect(after).Except(rows.Select(w => w.Schema)).OrderBy(s => s.Name, StringComparer.Ordinal)]);
    }

    /// <summary>Takes the tables away from the row that the schema has not; the row else stays, for when it is restored.</summary>
    /// <returns>Whether it is missing still: it may have been deleted since.</returns>
    private Task<bool> NoteMissingAsync(Workspace workspace, CancellationToken cancellationToken)
        => master.WriteInTurnAsync(
            workspace.Id,
            async (context, token) =>
            {
                var row = await context.Workspaces.AsTracking().SingleAsync(w => w.Id == workspace.Id, token).ConfigureAwait(false);
                if (!row.IsProvisioned)
                {
                    return (false, null);
                }

                var error = $"The schema {workspace.Schema} is not in the database. Restore it from a backup and call "
                    + "IWorkspaceMigrator.VerifyAsync(), or delete the workspace.";
                if (row.SchemaFingerprint is null && row.LastError == error)
                {
                    return (true, null);
                }

                (row.SchemaVersion, row.SchemaFingerprint, row.LastError) = (null, null, error);
                return (true, (NewAuditEntry?)new NewAuditEntry("workspace.schema_missing", nameof(Workspace), workspace.Id.ToString())
                {
                    WorkspaceId = workspace.Id,
                    Details = AuditDetails.Of(("schema", workspace.Schema.Name), ("version", workspace.SchemaVersion)),
                });
            },
            cancellationToken);

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
            var ids = await histories.ReadAsync(workspace.Schema, cancellationToken).ConfigureAwait(false);
            rows.AddRange(ids.Select(id => (workspace.Schema, id)));
        }

        return rows.ToLookup(r => r.Schema, r => r.MigrationId);
    }

    private async Task<ILookup<WorkspaceSchema, string>> ReadUnionAsync(
        MasterDbContext context, Workspace[] workspaces, CancellationToken cancellationToken)
    {
        var helper = context.GetService<ISqlGenerationHelper>();
        var schema = helper.DelimitIdentifier(nameof(HistoryEntry.Schema));
        var migration = helper.DelimitIdentifier(nameof(HistoryEntry.MigrationId));
        var sql = string.Join(
            "\nUNION ALL ",
            from workspace in workspaces
            from of in migrations.Scripts.Contexts
            let table = helper.DelimitIdentifier(contexts.Of(of.ContextType).HistoryTable, workspace.Schema.Name)
            let id = of.Qualifier.Length == 0 ? migration : $"CONCAT('{of.Qualifier}', {migration}) AS {migration}"
            select $"SELECT '{workspace.Schema}' AS {schema}, {id} FROM {table}");

        var entries = await context.Database.SqlQueryRaw<HistoryEntry>(sql).ToListAsync(cancellationToken).ConfigureAwait(false);
        return entries.ToLookup(e => WorkspaceSchema.TryParse(e.Schema, out var parsed) ? parsed : default, e => e.MigrationId);
    }

    private async Task<WorkspaceMismatch?> RepairAsync(
        Workspace workspace, IEnumerable<string> migrationIds, CancellationToken cancellationToken)
    {
        var actual = new SchemaHistory(migrationIds);
        var isErrorOver = workspace.LastError is not null && IsHealthy(workspace, actual);
        if (SchemaState.Of(workspace) == actual.State && !isErrorOver)
        {
            return null;
        }

        return await master.WriteAsync<WorkspaceMismatch?>(
            async (context, token) =>
            {
                var row = await context.Workspaces.AsTracking().SingleAsync(w => w.Id == workspace.Id, token).ConfigureAwait(false);
                if (row.Version != workspace.Version)
                {
                    // It was migrated in the meantime; what was read is outdated.
                    return (null, null);
                }

                (row.SchemaVersion, row.SchemaFingerprint) = (actual.Version, actual.Fingerprint);
                row.LastError = isErrorOver ? null : row.LastError;
                return (
                    new WorkspaceMismatch(workspace.Id, workspace.SchemaVersion, actual.Version),
                    new NewAuditEntry("workspace.catalogue_repaired", nameof(Workspace), workspace.Id.ToString())
                    {
                        WorkspaceId = workspace.Id,
                        Details = AuditDetails.Of(("from", workspace.SchemaVersion), ("to", actual.Version)),
                    });
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a schema has all it should have, or was lost and is there again.</summary>
    private bool IsHealthy(Workspace workspace, SchemaHistory actual)
        => migrations.Learn(actual) == SchemaStanding.Current || (workspace.SchemaFingerprint is null && actual.Fingerprint is not null);

    private sealed record HistoryEntry(string Schema, string MigrationId);
}
