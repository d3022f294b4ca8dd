using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>Migrates one workspace, under its lock, and keeps the catalogue at what was committed, however it ends.</summary>
internal sealed class WorkspaceMigration(
    SchemaSessions sessions,
    MasterStore master,
    StatusUnderLock statuses,
    ChangeCompletion completion,
    WorkspaceObservers observers,
    MigrationSet migrations,
    TenancyMeter meter,
    ILoggerFactory loggers)
{
    /// <summary>What the audit log calls it that a migration failed.</summary>
    public const string FailedAction = "workspace.migration_failed";

    private readonly ILogger _logger = loggers.CreateLogger(TenancySignals.MigrationsLog);

    /// <exception cref="OperationCanceledException">The caller canceled, and the workspace is as it was.</exception>
    public Task<WorkspaceMigrationResult> TryAsync(Workspace workspace, MigrationRequest request, WorkspaceTime time)
        => ObservedWork.RunAsync(
            TenancySignals.MigrateSpan,
            workspace,
            _logger,
            async span =>
            {
                var outcome = TagText.Of(RunStop.Canceled);
                try
                {
                    var result = await MigrateAsync(workspace, request, time).ConfigureAwait(false);
                    outcome = TagText.Of(result.Outcome);
                    if (result.Error is { } error)
                    {
                        span.Fail(error);
                    }

                    return result;
                }
                finally
                {
                    span?.SetTag(TenancySignals.OutcomeTag, outcome);
                    meter.Migrated(time.Elapsed, outcome);
                }
            });

    private async Task<WorkspaceMigrationResult> MigrateAsync(Workspace workspace, MigrationRequest request, WorkspaceTime time)
    {
        var tries = new List<SchemaWork>();
        WorkspaceMigrationResult result;
        try
        {
            var update = await UpdateAsync(workspace, request, tries, time.Token).ConfigureAwait(false);
            var standing = migrations.Learn(update.After);
            var outcome = update.ChangedAnything ? WorkspaceMigrationOutcome.Migrated
                : standing == SchemaStanding.Ahead ? WorkspaceMigrationOutcome.Ahead
                : WorkspaceMigrationOutcome.UpToDate;
            var (from, to) = (update.Before.Version, update.After.Version);
            Log.WorkspaceMigrated(_logger, workspace.Id, from, to);
            if (update.ChangedAnything && workspace.Status != WorkspaceStatus.Spare)
            {
                await observers.TellAsync(
                    workspace.Id, (observer, migrated, token) => observer.MigratedAsync(migrated, token), time.Token).ConfigureAwait(false);
            }

            result = new WorkspaceMigrationResult(workspace.Id, outcome, from, to, TimeSpan.Zero, error: null);
        }
        catch (Exception exception)
        {
            var failure = MigrationFailure.Of(exception, tries, migrations.Scripts);
            if (time.IsCanceled && !failure.IsPartial)
            {
                // Some drivers report the cancellation as an error of the server.
                throw exception as OperationCanceledException
                    ?? new OperationCanceledException("The migration was canceled and rolled back.", exception, time.Token);
            }

            result = await FailedAsync(workspace, failure, failure.Explain(time), request.IsCanary).ConfigureAwait(false);
        }

        result.Duration = time.Elapsed;
        return result;
    }

    private Task<SchemaUpdate> UpdateAsync(
        Workspace workspace, MigrationRequest request, List<SchemaWork> tries, CancellationToken cancellationToken)
    {
        var options = new SchemaSessionOptions(
            query: migrations.Scripts.ReadHistory?.BoundTo(workspace.Schema),
            spansTransactions: request.SpansTransactions,
            lockTimeout: request.LockTimeout);
        return sessions.InWorkspaceAsync(
            workspace, options, (session, token) => UpdateAsync(session, workspace, request, tries, token), cancellationToken);
    }

    private async Task<SchemaUpdate> UpdateAsync(
        SchemaSession session, Workspace workspace, MigrationRequest request, List<SchemaWork> tries, CancellationToken cancellationToken)
    {
        var work = SchemaWork.On(session, workspace.Schema);
        tries.Add(work);
        if (workspace.Status == WorkspaceStatus.Spare)
        {
            // It may have got an owner since it was read.
            workspace.Status = await statuses.ReadAsync(session, workspace.Id, cancellationToken).ConfigureAwait(false);
        }

        var seeding = workspace.Status == WorkspaceStatus.Spare ? Seeding.Never : Seeding.AfterMigrations;
        var update = await SchemaUpdater.UpdateAsync(work, migrations.Scripts, request.Target, session.Answer, seeding, cancellationToken)
            .ConfigureAwait(false);
        var isNoted = workspace.LastError is null && SchemaState.Of(workspace) == update.After.State;
        if (update.ChangedAnything || !isNoted)
        {
            await completion.CompleteAsync(work, ChangeOf(workspace, update), cancellationToken).ConfigureAwait(false);
        }

        return update;
    }

    /// <summary>A workspace's entries in the audit log begin when it gets an owner.</summary>
    private static WorkspaceChange ChangeOf(Workspace workspace, SchemaUpdate update)
        => update.ChangedAnything && workspace.Status != WorkspaceStatus.Spare
            ? WorkspaceChange.Migrated(workspace.Id, update.Before.Version, update.After.Version, update.After.Fingerprint)
            : WorkspaceChange.Noted(workspace.Id, update.After.Version, update.After.Fingerprint);

    private async Task<WorkspaceMigrationResult> FailedAsync(
        Workspace workspace, MigrationFailure failure, Exception error, bool isCanary)
    {
        var outcome = failure.IsPartial ? WorkspaceMigrationOutcome.Partial : WorkspaceMigrationOutcome.Failed;
        var from = failure.Found is { } found ? found.Version : workspace.SchemaVersion;
        var to = failure.Left is { } left ? left.Version : workspace.SchemaVersion;
        try
        {
            if (await IsDeletedAsync(workspace.Id).ConfigureAwait(false))
            {
                return WorkspaceMigrationResult.Untouched(workspace.Id, workspace.SchemaVersion, WorkspaceMigrationOutcome.Skipped);
            }

            Log.WorkspaceMigrationFailed(_logger, error, workspace.Id);
            if (error is not (SchemaLockedException or WorkspaceMigrationException { IsRefusal: true }))
            {
                await RecordAsync(workspace, failure, error, isCanary).ConfigureAwait(false);
            }
        }
        catch (Exception second)
        {
            // The report tells the first error; the other workspaces are not held up by this one.
            Log.FailureNotRecorded(_logger, second, workspace.Id);
        }

        return new WorkspaceMigrationResult(workspace.Id, outcome, from, to, TimeSpan.Zero, error);
    }

    private Task<bool> IsDeletedAsync(Guid id)
        => master.ReadAsync(
            (context, token) => context.Workspaces.AnyAsync(
                w => w.Id == id && (w.Status == WorkspaceStatus.Deleting || w.Status == WorkspaceStatus.Deleted), token),
            CancellationToken.None);

    private Task<bool> RecordAsync(Workspace workspace, MigrationFailure failure, Exception error, bool isCanary)
        => master.WriteInTurnAsync(
            workspace.Id,
            async (context, token) =>
            {
                var row = await context.Workspaces.AsTracking().SingleAsync(w => w.Id == workspace.Id, token).ConfigureAwait(false);
                if (row.SchemaFingerprint != workspace.SchemaFingerprint)
                {
                    // Another process has migrated it since, and the row says what that left.
                    return (false, null);
                }

                if (failure.Left is { } left)
                {
                    (row.SchemaVersion, row.SchemaFingerprint) = (left.Version, left.Fingerprint);
                }

                var message = DatabaseError.MessageOf(error);
                row.LastError = StoredText.Mended(message, Workspace.MaxErrorLength);
                return (true, (NewAuditEntry?)new NewAuditEntry(FailedAction, nameof(Workspace), workspace.Id.ToString())
                {
                    WorkspaceId = workspace.Id,
                    Details = AuditDetails.Of(
                    [
                        ("error", row.LastError),
                        .. failure.IsPartial
                            ? [("from", workspace.SchemaVersion), ("to", row.SchemaVersion)]
                            : Array.Empty<(string, string?)>(),
                        .. failure.Statement?.Details() ?? [],
                        .. isCanary ? [(CanaryChoice.Detail, "true")] : Array.Empty<(string, string?)>(),
                    ]),
                });
            },
            CancellationToken.None);
}
