using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Makes and drops schemas. The schema, its tables and the catalogue's row are one transaction where they share a
/// database; elsewhere the schema is in place before the row says so. A crash at any point leaves a workspace that works
/// or one that the same call completes.
/// </summary>
internal sealed class WorkspaceProvisioner(
    ITenancyContexts contexts,
    MasterStore master,
    SchemaUpdater updater,
    WorkspaceMigrator migrator,
    TenancyProvider provider,
    TenancyOptions options,
    SchemaHooks hooks,
    ILogger<WorkspaceProvisioner> logger)
{
    /// <param name="workspace">A workspace without a schema.</param>
    /// <param name="actorId">Who asked for it; null for the system.</param>
    /// <param name="lockTimeout">How long to wait for another process; null for the option's value.</param>
    /// <param name="cancellationToken">Cancels the call; the workspace is then marked as failed.</param>
    public async Task<Workspace> ProvisionAsync(
        Workspace workspace, string? actorId, TimeSpan? lockTimeout, CancellationToken cancellationToken)
    {
        try
        {
            var change = new SchemaChange(workspace.Schema.Name, SchemaChangeKind.Create, lockTimeout ?? options.LockTimeout);
            var provisioned = await master
                .ExecuteAsync(token => CreateAsync(workspace, actorId, change, token), cancellationToken).ConfigureAwait(false);
            Log.WorkspaceProvisioned(logger, workspace.Id, provisioned.SchemaVersion);
            return provisioned;
        }
        catch (Exception exception) when (exception is not SchemaLockedException)
        {
            Log.WorkspaceProvisioningFailed(logger, exception, workspace.Id);
            await RecordFailureAsync(workspace, exception).ConfigureAwait(false);
            if (exception is OperationCanceledException or TenancyException)
            {
                throw;
            }

            throw new WorkspaceMigrationException(
                $"The schema of the workspace '{workspace.Slug}' ({workspace.Id}) could not be made: "
                + $"{(DatabaseError.CauseOf(exception) ?? exception).Message} Mend the cause and call CreateAsync with the same id again.",
                exception);
        }
    }

    public async Task DeleteAsync(Guid id, string? actorId, TimeSpan? lockTimeout, CancellationToken cancellationToken)
    {
        var workspace = await MarkDeletingAsync(id, actorId, cancellationToken).ConfigureAwait(false);
        if (workspace.Status == WorkspaceStatus.Deleted)
        {
            return;
        }

        try
        {
            var change = new SchemaChange(workspace.Schema.Name, SchemaChangeKind.Drop, lockTimeout ?? options.LockTimeout);
            await master.ExecuteAsync(token => DropAsync(workspace, actorId, change, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or TenancyException))
        {
            throw new WorkspaceMigrationException(
                $"The schema of the workspace '{workspace.Slug}' ({id}) could not be dropped: "
                + $"{(DatabaseError.CauseOf(exception) ?? exception).Message} Mend the cause and call DeleteAsync again.",
                exception);
        }

        Log.WorkspaceDeleted(logger, id);
    }

    private async Task<Workspace> CreateAsync(
        Workspace workspace, string? actorId, SchemaChange change, CancellationToken cancellationToken)
    {
        var context = contexts.CreateForSchemaChange(workspace.Schema);
        await using var _ = context.ConfigureAwait(false);
        var session = await provider.OpenSessionAsync(context, change, cancellationToken).ConfigureAwait(false);
        await using var __ = session.ConfigureAwait(false);

        // Under the lock: another call for the same id may have been faster.
        var row = await master.GetAsync(session, workspace.Id, cancellationToken).ConfigureAwait(false);
        if (row.Status is not (WorkspaceStatus.Provisioning or WorkspaceStatus.Failed))
        {
            return row.Status == WorkspaceStatus.Active ? row : throw WorkspaceUnavailableException.ForStatus(row);
        }

        if (hooks.SchemaCreated is { } schemaCreated)
        {
            await schemaCreated(context, cancellationToken).ConfigureAwait(false);
        }

        var update = await updater.UpdateAsync(session, migrator.Scripts, MigrationTarget.AtLeast(null), cancellationToken).ConfigureAwait(false);
        return await master.CompleteAsync(
            session,
            workspace.Id,
            active =>
            {
                active.Status = WorkspaceStatus.Active;
                active.DbSchemaName = active.Schema.Name;
                active.SchemaVersion = update.ToVersion;
                active.SchemaFingerprint = update.FingerprintAfter;
                active.LastError = null;
                return new AuditRecord("workspace.provisioned", nameof(Workspace), active.Id.ToString())
                {
                    WorkspaceId = active.Id,
                    ActorId = actorId,
                    Details = AuditDetails.Of(("schema", active.DbSchemaName), ("version", active.SchemaVersion)),
                };
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<Workspace> DropAsync(
        Workspace workspace, string? actorId, SchemaChange change, CancellationToken cancellationToken)
    {
        var context = contexts.CreateForSchemaChange(workspace.Schema);
        await using var _ = context.ConfigureAwait(false);
        var session = await provider.OpenSessionAsync(context, change, cancellationToken).ConfigureAwait(false);
        await using var __ = session.ConfigureAwait(false);

        return await master.CompleteAsync(
            session,
            workspace.Id,
            row =>
            {
                var details = AuditDetails.Of(("name", row.Name), ("slug", row.Slug), ("schema", row.DbSchemaName));
                row.Status = WorkspaceStatus.Deleted;
                row.DeletedUtc = master.UtcNow;
                row.Slug = $"deleted-{row.Id:N}";
                row.DbSchemaName = null;
                row.SchemaFingerprint = null;
                return new AuditRecord("workspace.deleted", nameof(Workspace), row.Id.ToString())
                {
                    WorkspaceId = row.Id,
                    ActorId = actorId,
                    Details = details,
                };
            },
            cancellationToken).ConfigureAwait(false);
    }

    private Task<Workspace> MarkDeletingAsync(Guid id, string? actorId, CancellationToken cancellationToken)
        => master.WriteAsync(
            async (context, token) =>
            {
                var workspace = await context.Workspaces.SingleOrDefaultAsync(w => w.Id == id, token).ConfigureAwait(false)
                    ?? throw WorkspaceNotFoundException.ById(id);
                if (workspace.Status is WorkspaceStatus.Deleted or WorkspaceStatus.Deleting)
                {
                    return (workspace, null);
                }

                workspace.Status = WorkspaceStatus.Deleting;
                context.RemoveRange(await context.Members.Where(m => m.WorkspaceId == id).ToListAsync(token).ConfigureAwait(false));
                return (workspace, (AuditRecord?)new AuditRecord("workspace.deleting", nameof(Workspace), id.ToString())
                {
                    WorkspaceId = id,
                    ActorId = actorId,
                });
            },
            cancellationToken);

    private async Task RecordFailureAsync(Workspace workspace, Exception exception)
    {
        try
        {
            await master.RecordFailureAsync(
                workspace.Id, exception, "workspace.provisioning_failed", WorkspaceStatus.Failed, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception second)
        {
            // The first error is the one to tell; the row stays in Provisioning, which a repeated call completes as well.
            Log.FailureNotRecorded(logger, second, workspace.Id);
        }
    }
}
