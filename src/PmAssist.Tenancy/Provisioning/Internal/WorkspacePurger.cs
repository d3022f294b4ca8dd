using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Drops the schemas of deleted workspaces, a part at a time, each in a transaction of its own under the schema's lock. Whatever stops it,
/// the next call goes on with what is left. It uses nothing of the host's contexts, whose code may have moved on.
/// </summary>
internal sealed class WorkspacePurger(
    WorkspaceLifecycle lifecycle,
    SchemaSessions sessions,
    MasterStore master,
    CatalogueSql sql,
    ChangeCompletion completion,
    WorkspaceObservers observers,
    TenancyProvider provider,
    ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger(TenancySignals.ProvisioningLog);

    /// <summary>What one session dropped; none if another process has dropped the last part.</summary>
    private enum DropStep
    {
        None = 0,
        Part = 1,
        Last = 2,
    }

    /// <param name="id">The workspace.</param>
    /// <param name="request">How to purge it.</param>
    /// <param name="cancellationToken">Cancels the call; what was dropped stays dropped.</param>
    /// <returns>Whether it is purged; false if it is not due.</returns>
    /// <exception cref="WorkspaceNotFoundException">There never was such a workspace.</exception>
    /// <exception cref="WorkspaceConflictException">It is not being deleted.</exception>
    /// <exception cref="WorkspaceDependentsException">Something outside the schema depends on it.</exception>
    /// <exception cref="SchemaLockedException">Another process is working on the schema, or uses its tables.</exception>
    /// <exception cref="WorkspaceMigrationException">Something could not be dropped.</exception>
    public async Task<bool> PurgeAsync(Guid id, PurgeRequest request, CancellationToken cancellationToken)
    {
        var found = await master.FindAsync(id, cancellationToken).ConfigureAwait(false) ?? throw WorkspaceNotFoundException.ById(id);
        if (!WorkspaceTransition.Purge.IsNeeded(found))
        {
            return true;
        }

        SchemaSessions.RefuseScope();
        SchemaSession? used = null;
        try
        {
            if (!request.DropDependents)
            {
                await RefuseDependentsAsync(found.Schema, cancellationToken).ConfigureAwait(false);
            }

            var workspace = await lifecycle.BeginPurgeAsync(id, request.ActorId, request.DueUtc, cancellationToken).ConfigureAwait(false);
            return workspace is not null
                && await DropAsync(workspace, request, session => used = session, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
            when (exception is not (OperationCanceledException or SchemaLockedException { Users: null } or WorkspaceConflictException
                or WorkspaceNotFoundException))
        {
            if (exception is SchemaLockedException inUse)
            {
                var named = SchemaLockedException.Of(id, found.Slug, inUse);
                await RecordAsync(id, named.Message, failed: null).ConfigureAwait(false);
                throw named;
            }

            var failed = used?.Failed is { } statement ? new FailedStatement(statement.Text) : null;
            var sentence = DatabaseError.SentenceOf(exception);
            var failure = exception as TenancyException ?? new WorkspaceMigrationException(
                $"The schema of the workspace '{found.Slug}' ({id}) could not be dropped: "
                + $"{(failed is null ? sentence : DatabaseError.Sentence(failed.Explain(sentence.TrimEnd('.'))))} "
                + "Fix the cause and call PurgeAsync again.",
                exception,
                failed)
            {
                WorkspaceId = id,
            };
            await RecordAsync(id, failure.Message, failed).ConfigureAwait(false);
            if (failure == exception)
            {
                throw;
            }

            throw failure;
        }
    }

    private async Task<bool> DropAsync(
        Workspace workspace, PurgeRequest request, Action<SchemaSession> use, CancellationToken cancellationToken)
    {
        if (workspace.Status == WorkspaceStatus.Deleted)
        {
            return true;
        }

        var options = new SchemaSessionOptions(
            mayBeMissing: true,
            mayDrop: true,
            lockTimeout: request.LockTimeout,
            query: provider.MasterSharesDatabase ? sql.StatusOf(workspace.Id) : null);
        DropStep step;
        do
        {
            // Between two parts nothing is locked, and another process may do the next one.
            step = await sessions.ToDropAsync(
                workspace.Schema,
                options,
                (session, token) =>
                {
                    use(session);
                    return DropNextAsync(session, workspace, request, token);
                },
                cancellationToken).ConfigureAwait(false);
        }
        while (step == DropStep.Part);

        if (step == DropStep.Last)
        {
            Log.WorkspacePurged(_logger, workspace.Id);
            await observers.TellAsync(workspace, (observer, purged, token) => observer.PurgedAsync(purged, token), cancellationToken)
                .ConfigureAwait(false);
        }

        return true;
    }

    private async Task<DropStep> DropNextAsync(
        SchemaSession session, Workspace workspace, PurgeRequest request, CancellationToken cancellationToken)
    {
        if (await IsDoneAsync(session, workspace.Id, cancellationToken).ConfigureAwait(false))
        {
            return DropStep.None;
        }

        var drop = await session.DropAsync(request.DropDependents, cancellationToken).ConfigureAwait(false);
        if (!drop.IsComplete)
        {
            await session.CompleteAsync(
                drop.Dependents.Count == 0 ? [] : [sql.Audit(DependentsDropped(workspace.Id, request.ActorId, drop.Dependents))],
                cancellationToken).ConfigureAwait(false);
            return DropStep.Part;
        }

        var work = SchemaWork.On(session, workspace.Schema);
        if (drop.Dependents.Count > 0)
        {
            work.Add([sql.Audit(DependentsDropped(workspace.Id, request.ActorId, drop.Dependents))]);
        }

        await completion.CompleteAsync(work, Purged(workspace, request.ActorId), cancellationToken).ConfigureAwait(false);
        return DropStep.Last;
    }

    private async Task<bool> IsDoneAsync(SchemaSession session, Guid id, CancellationToken cancellationToken)
        => session.Answer is [var status]
            ? status == nameof(WorkspaceStatus.Deleted)
            : (await master.FindAsync(id, cancellationToken).ConfigureAwait(false))?.Status == WorkspaceStatus.Deleted;

    private WorkspaceChange Purged(Workspace workspace, string? actorId)
        => new(
            workspace.Id,
            new Dictionary<string, object?>
            {
                [nameof(Workspace.Status)] = WorkspaceTransition.Purge.To,
                [nameof(Workspace.DeletedUtc)] = workspace.DeletedUtc ?? master.UtcNow,
                [nameof(Workspace.PurgeAfterUtc)] = null,
                [nameof(Workspace.Slug)] = $"deleted-{workspace.Id:N}",
                [nameof(Workspace.DbSchemaName)] = null,
                [nameof(Workspace.SchemaFingerprint)] = null,
                [nameof(Workspace.LastError)] = null,
            })
        {
            OnlyFrom = WorkspaceTransition.Purge.From,
            Audit = WorkspaceTransition.Purge.Audit(
                workspace.Id,
                actorId,
                ("name", workspace.Name),
                ("slug", workspace.Slug),
                ("schema", workspace.DbSchemaName)),
        };

    private static NewAuditEntry DependentsDropped(Guid id, string? actorId, IReadOnlyList<string> dependents)
        => WorkspaceTransition.Audit("workspace.dependents_dropped", id, actorId, ("dependents", string.Join("; ", dependents)));

    /// <summary>
    /// Asked before anything is changed, while the workspace can still be restored. Each part is checked again as it goes.
    /// </summary>
    private async Task RefuseDependentsAsync(WorkspaceSchema schema, CancellationToken cancellationToken)
    {
        var dependents = await sessions.FindDependentsAsync(schema, cancellationToken).ConfigureAwait(false);
        if (dependents.Count > 0)
        {
            throw new WorkspaceDependentsException(schema.Name, dependents);
        }
    }

    /// <summary>Once for each cause: a purge that is tried again and again would fill the audit log.</summary>
    private async Task RecordAsync(Guid id, string message, FailedStatement? failed)
    {
        try
        {
            var row = await master.FindAsync(id, CancellationToken.None).ConfigureAwait(false);
            if (row is not null && row.LastError != StoredText.Mended(message, Workspace.MaxErrorLength))
            {
                await master.RecordFailureAsync(
                    id, message, failed, "workspace.purge_failed", transition: null, CancellationToken.None)
                    .ConfigureAwait(false);
            }
        }
        catch (Exception second)
        {
            // The first error is the one to tell.
            Log.FailureNotRecorded(_logger, second, id);
        }
    }
}
