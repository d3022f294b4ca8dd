using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>Reads the truth in every schema's history and corrects the catalogue by it.</summary>
internal sealed class WorkspaceVerifier(
    MasterStore master,
    MigrationSet migrations,
    FleetHistories histories,
    UnregisteredHistories unregisteredHistories,
    TenancyProvider provider)
{
    public async Task<WorkspaceVerification> VerifyAsync(CancellationToken cancellationToken)
    {
        var (ids, existing, orphans) = await master.ReadAsync(ReadCatalogueAsync, cancellationToken).ConfigureAwait(false);
        var missing = new List<Workspace>();
        var repaired = new List<WorkspaceMismatch>();
        var unregistered = new List<(Guid WorkspaceId, string Table)>();
        foreach (var chunk in ids.Chunk(FleetHistories.SchemasPerQuery))
        {
            var page = await ReadAsync(chunk, cancellationToken).ConfigureAwait(false);
            var present = page.FindAll(w => existing.Contains(w.Id));
            foreach (var workspace in page.Except(present))
            {
                if (await NoteMissingAsync(workspace, cancellationToken).ConfigureAwait(false))
                {
                    missing.Add(workspace);
                }
            }

            if (present.Count == 0)
            {
                continue;
            }

            unregistered.AddRange(await unregisteredHistories.FindAsync(present, cancellationToken).ConfigureAwait(false));
            var read = await histories.ReadAsync(present, cancellationToken).ConfigureAwait(false);
            foreach (var workspace in present)
            {
                if (await RepairAsync(workspace, read[workspace.Schema], cancellationToken).ConfigureAwait(false) is { } mismatch)
                {
                    repaired.Add(mismatch);
                }
            }
        }

        return new WorkspaceVerification(
            ids.Count,
            missing,
            repaired,
            orphans,
            unregistered.GroupBy(u => u.Table, u => u.WorkspaceId)
                .ToDictionary(g => g.Key, IReadOnlyList<Guid> (g) => [.. g], StringComparer.Ordinal));
    }

    /// <summary>
    /// The ids of all that should have a schema, and of all schemas; rows are read in pages. The schemas before and after the ids: one that
    /// is made meanwhile has its row before it is there, one that is dropped still has it. So neither looks like an orphan, nor like a
    /// schema that is missing.
    /// </summary>
    private async Task<(List<Guid> Provisioned, HashSet<Guid> Existing, List<WorkspaceSchema> Orphans)> ReadCatalogueAsync(
        MasterDbContext context, CancellationToken cancellationToken)
    {
        var before = await provider.GetSchemasAsync(context, cancellationToken).ConfigureAwait(false);
        var rows = await context.Workspaces
            .Where(w => w.Status != WorkspaceStatus.Deleted)
            .OrderBy(w => w.Slug)
            .Select(w => new { w.Id, IsProvisioned = w.DbSchemaName != null && w.Status != WorkspaceStatus.Deleting })
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        var after = await provider.GetSchemasAsync(context, cancellationToken).ConfigureAwait(false);
        return (
            [.. rows.Where(r => r.IsProvisioned).Select(r => r.Id)],
            [.. after.Select(s => s.WorkspaceId)],
            [.. before.Intersect(after).ExceptBy(rows.Select(r => r.Id), s => s.WorkspaceId).OrderBy(s => s.Name, StringComparer.Ordinal)]);
    }

    private Task<List<Workspace>> ReadAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
        => master.ReadAsync(
            (context, token) => MasterStore.Provisioned(context).Where(w => ids.Contains(w.Id)).OrderBy(w => w.Slug).ToListAsync(token),
            cancellationToken);

    /// <summary>Takes the tables away from the row that the schema has not; the row else stays, for when it is restored.</summary>
    /// <returns>Whether it is missing still: it may have been deleted since.</returns>
    public Task<bool> NoteMissingAsync(Workspace workspace, CancellationToken cancellationToken)
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

    /// <summary>Corrects a row by what the schema's history says.</summary>
    /// <returns>Null if there was nothing to correct.</returns>
    public async Task<WorkspaceMismatch?> RepairAsync(
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
}
