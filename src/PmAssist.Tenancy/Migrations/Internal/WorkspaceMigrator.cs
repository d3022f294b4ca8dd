using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

internal sealed class WorkspaceMigrator(
    ITenancyContexts contexts,
    MasterStore master,
    SchemaUpdater updater,
    TenancyProvider provider,
    TenancyOptions options,
    ILogger<WorkspaceMigrator> logger) : IWorkspaceMigrator
{
    private readonly Lazy<MigrationScripts> _scripts = new(() => Render(contexts.CreateUnbound()));

    public MigrationScripts Scripts => _scripts.Value;

    public async Task MigrateMasterAsync(string? targetMigration = null, CancellationToken cancellationToken = default)
    {
        try
        {
            await master.ExecuteAsync(
                async token =>
                {
                    var context = contexts.CreateMasterForSchemaChange();
                    await using var _ = context.ConfigureAwait(false);
                    var scripts = MigrationScripts.Render(context);
                    var change = new SchemaChange(options.MasterSchema, SchemaChangeKind.Create, options.LockTimeout);
                    var session = await provider.OpenSessionAsync(context, change, token).ConfigureAwait(false);
                    await using var __ = session.ConfigureAwait(false);
                    await updater.UpdateAsync(session, scripts, targetMigration, token).ConfigureAwait(false);
                    await session.CompleteAsync(token).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (DatabaseError.CauseOf(exception) is { } cause)
        {
            throw new WorkspaceMigrationException(
                $"The master schema '{options.MasterSchema}' could not be migrated: {cause.Message}", exception);
        }
    }

    public async Task<WorkspaceMigrationResult> MigrateAsync(
        Guid workspaceId, string? targetMigration = null, CancellationToken cancellationToken = default)
    {
        var workspace = await master.GetAsync(workspaceId, cancellationToken).ConfigureAwait(false);
        if (workspace.DbSchemaName is null || workspace.Status is WorkspaceStatus.Deleting)
        {
            throw WorkspaceUnavailableException.ForStatus(workspace);
        }

        var result = await TryMigrateAsync(workspace, targetMigration, cancellationToken).ConfigureAwait(false);
        return result.Error is null
            ? result
            : throw new WorkspaceMigrationException(
                $"The workspace '{workspace.Slug}' ({workspaceId}) could not be migrated: {result.Error.Message} "
                + "The failed step was rolled back. Mend the cause and migrate again.",
                result.Error);
    }

    public async Task<WorkspaceMigrationPlan> PlanAsync(CancellationToken cancellationToken = default)
    {
        var fingerprint = Scripts.Fingerprint;
        var outdated = await master.ReadAsync(
            (context, token) => context.Workspaces.AsNoTracking()
                .Where(w => w.DbSchemaName != null && w.Status != WorkspaceStatus.Deleting)
                .Where(w => w.SchemaFingerprint == null || w.SchemaFingerprint != fingerprint)
                .OrderBy(w => w.UpdatedUtc)
                .ToListAsync(token),
            cancellationToken).ConfigureAwait(false);
        return new WorkspaceMigrationPlan(Scripts.NewestId, fingerprint, outdated);
    }

    public async Task<WorkspaceMigrationReport> RunAsync(
        WorkspaceMigrationOptions? options = null,
        IProgress<WorkspaceMigrationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new WorkspaceMigrationOptions();
        options.Validate();

        var started = Stopwatch.GetTimestamp();
        var plan = await PlanAsync(cancellationToken).ConfigureAwait(false);
        var results = new ConcurrentDictionary<Guid, WorkspaceMigrationResult>();
        var failed = 0;
        try
        {
            await Parallel.ForEachAsync(
                plan.Outdated,
                new ParallelOptions { MaxDegreeOfParallelism = options.MaxParallelism, CancellationToken = cancellationToken },
                async (workspace, token) =>
                {
                    var result = await TryMigrateAsync(workspace, target: null, token).ConfigureAwait(false);
                    results[workspace.Id] = result;
                    var failures = result.Outcome == WorkspaceMigrationOutcome.Failed ? Interlocked.Increment(ref failed) : failed;
                    progress?.Report(new WorkspaceMigrationProgress(result, results.Count, failures, plan.Outdated.Count));
                }).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The report says which workspaces were not reached.
        }

        var report = new WorkspaceMigrationReport(
            plan.TargetVersion,
            [.. plan.Outdated.Select(w => results.GetValueOrDefault(w.Id) ?? Skipped(w))],
            Stopwatch.GetElapsedTime(started));
        Log.RunFinished(logger, plan.Outdated.Count, failed, report.Duration.TotalMilliseconds, plan.TargetVersion);
        return report;
    }

    private static MigrationScripts Render(WorkspaceDbContext context)
    {
        using (context)
        {
            return MigrationScripts.Render(context);
        }
    }

    private static WorkspaceMigrationResult Skipped(Workspace workspace)
        => new(
            workspace.Id, WorkspaceMigrationOutcome.Skipped, workspace.SchemaVersion, workspace.SchemaVersion, TimeSpan.Zero, Error: null);

    private async Task<WorkspaceMigrationResult> TryMigrateAsync(
        Workspace workspace, string? target, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            var update = await master.ExecuteAsync(token => UpdateAsync(workspace, target, token), cancellationToken).ConfigureAwait(false);
            var outcome = update.ChangedAnything ? WorkspaceMigrationOutcome.Migrated : WorkspaceMigrationOutcome.UpToDate;
            Log.WorkspaceMigrated(logger, workspace.Id, update.FromVersion, update.ToVersion);
            return new(workspace.Id, outcome, update.FromVersion, update.ToVersion, Stopwatch.GetElapsedTime(started), Error: null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.WorkspaceMigrationFailed(logger, exception, workspace.Id);
            if (exception is not SchemaLockedException)
            {
                await master.RecordFailureAsync(
                    workspace.Id, exception, "workspace.migration_failed", status: null, CancellationToken.None).ConfigureAwait(false);
            }

            return new(
                workspace.Id,
                WorkspaceMigrationOutcome.Failed,
                workspace.SchemaVersion,
                workspace.SchemaVersion,
                Stopwatch.GetElapsedTime(started),
                exception);
        }
    }

    private async Task<SchemaUpdate> UpdateAsync(Workspace workspace, string? target, CancellationToken cancellationToken)
    {
        var context = contexts.CreateForSchemaChange(workspace.Schema);
        await using var _ = context.ConfigureAwait(false);
        var change = new SchemaChange(workspace.Schema.Name, SchemaChangeKind.Migrate, options.LockTimeout);
        var session = await provider.OpenSessionAsync(context, change, cancellationToken).ConfigureAwait(false);
        await using var __ = session.ConfigureAwait(false);

        var update = await updater.UpdateAsync(session, Scripts, target, cancellationToken).ConfigureAwait(false);
        await master.CompleteAsync(
            session,
            workspace.Id,
            row =>
            {
                row.SchemaVersion = update.ToVersion;
                row.SchemaFingerprint = update.FingerprintAfter;
                row.LastError = null;
                return update.ChangedAnything
                    ? new AuditRecord("workspace.migrated", nameof(Workspace), workspace.Id.ToString())
                    {
                        WorkspaceId = workspace.Id,
                        Details = AuditDetails.Of(("from", update.FromVersion), ("to", update.ToVersion)),
                    }
                    : null;
            },
            cancellationToken).ConfigureAwait(false);
        return update;
    }
}
