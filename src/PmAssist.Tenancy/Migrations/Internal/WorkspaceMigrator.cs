using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

internal sealed class WorkspaceMigrator(
    ITenancyContexts contexts,
    MasterStore master,
    ChangeCompletion completion, WorkspaceVerifier verifier,
    TenancyProvider provider,
    TenancyOptions tenancy,
    SchemaHooks hooks,
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
                    var target = MigrationTarget.Exactly(targetMigration);
                    var change = new SchemaChange(tenancy.MasterSchema, SchemaChangeKind.Create, tenancy.LockTimeout)
                    {
                        Query = Bound(context, scripts.ReadHistory),
                        SpansTransactions = scripts.SpansTransactions(context, target),
                    };
                    var session = await provider.OpenSessionAsync(context, change, token).ConfigureAwait(false);
                    await using var __ = session.ConfigureAwait(false);
                    var work = new SchemaWork(session);
                    var update = await SchemaUpdater.UpdateAsync(work, scripts, target, session.Answer, token).ConfigureAwait(false);
                    if (update.ChangedAnything && hooks.MasterMigrated is { } masterMigrated)
                    {
                        await work.FlushAsync(token).ConfigureAwait(false);
                        await masterMigrated(context, token).ConfigureAwait(false);
                    }

                    await work.CompleteAsync(token).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (DatabaseError.CauseOf(exception) is { } cause)
        {
            throw new WorkspaceMigrationException(
                $"The master schema '{tenancy.MasterSchema}' could not be migrated: {DatabaseError.Sentence(cause.Message)} "
                + "Check that the database is there, that the connection is right and that its login may change schemas; then try again.",
                exception);
        }
    }

    public async Task<WorkspaceMigrationResult> MigrateAsync(
        Guid workspaceId, string? targetMigration = null, CancellationToken cancellationToken = default)
    {
        var workspace = await GetProvisionedAsync(workspaceId, cancellationToken).ConfigureAwait(false);
        var result = await TryMigrateAsync(
            workspace, MigrationTarget.Exactly(targetMigration), tenancy.LockTimeout, timeout: null, cancellationToken).ConfigureAwait(false);
        return result.Error switch
        {
            null => result,
            SchemaLockedException locked => throw locked,
            var error => throw new WorkspaceMigrationException(
                $"The workspace '{workspace.Slug}' ({workspaceId}) could not be migrated: {DatabaseError.Sentence(DatabaseError.MessageOf(error))} "
                + (result.Outcome == WorkspaceMigrationOutcome.Partial ? "" : "The failed step was rolled back. Mend the cause and migrate again."),
                error),
        };
    }

    public async Task<WorkspaceMigrationPlan> PlanAsync(CancellationToken cancellationToken = default)
        => new(
            Scripts.NewestId,
            Scripts.Fingerprint,
            await ReadOutdatedAsync([Scripts.Fingerprint], cancellationToken).ConfigureAwait(false));

    public async Task<WorkspaceMigrationReport> RunAsync(
        WorkspaceMigrationOptions? options = null,
        IProgress<WorkspaceMigrationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new WorkspaceMigrationOptions();
        options.Validate();
        var target = MigrationTarget.AtLeast(options.TargetMigration);
        var targetId = Scripts.Resolve(options.TargetMigration);
        string[] reached = [Scripts.Fingerprint, Scripts.FingerprintAt(targetId)];
        var lockTimeout = options.LockTimeout ?? tenancy.LockTimeout;

        var run = new WorkspaceMigrationRun(
            (workspace, token) => options.DryRun
                ? Task.FromResult(WorkspaceMigrationRun.Untouched(workspace, WorkspaceMigrationOutcome.Planned) with { ToVersion = targetId })
                : TryMigrateAsync(workspace, target, lockTimeout, options.WorkspaceTimeout, token),
            options,
            progress);

        // Until nobody new is behind: another host, still of the old version, may make workspaces while this one runs.
        while (true)
        {
            var outdated = await ReadOutdatedAsync(reached, CancellationToken.None).ConfigureAwait(false);
            var untried = outdated.Where(w => !run.Results.ContainsKey(w.Id) && options.Filter?.Invoke(w) != false).ToList();
            if (untried.Count == 0 || run.Stop != WorkspaceMigrationStop.None)
            {
                break;
            }

            await run.RunAsync(untried, cancellationToken).ConfigureAwait(false);
        }

        var report = new WorkspaceMigrationReport(targetId, [.. run.Results.Values], run.Elapsed, run.Stop);
        Log.RunFinished(logger, report.Results.Count, report.Failures.Count(), report.Duration.TotalMilliseconds, targetId);
        return report;
    }

    public async Task<WorkspaceFleetStatus> GetStatusAsync(CancellationToken cancellationToken = default)
    {
        var fingerprint = Scripts.Fingerprint;
        return await master.ReadAsync(
            async (context, token) =>
            {
                var provisioned = context.Workspaces.AsNoTracking().Where(w => w.DbSchemaName != null && w.Status != WorkspaceStatus.Deleting);
                var groups = await provisioned
                    .GroupBy(w => new { w.SchemaVersion, IsCurrent = w.SchemaFingerprint == fingerprint })
                    .Select(g => new { g.Key.SchemaVersion, g.Key.IsCurrent, Count = g.Count() })
                    .ToListAsync(token).ConfigureAwait(false);
                var failed = await context.Workspaces.AsNoTracking()
                    .Where(w => w.LastError != null && w.Status != WorkspaceStatus.Deleted)
                    .OrderBy(w => w.Slug).ToListAsync(token).ConfigureAwait(false);
                return new WorkspaceFleetStatus(
                    Scripts.NewestId,
                    groups.Where(g => g.IsCurrent).Sum(g => g.Count),
                    groups.Where(g => !g.IsCurrent).Sum(g => g.Count),
                    [
                        .. groups.GroupBy(g => g.SchemaVersion)
                            .Select(g => new WorkspaceVersionCount(g.Key, g.Sum(v => v.Count)))
                            .OrderByDescending(v => v.Version, StringComparer.Ordinal),
                    ],
                    failed);
            },
            cancellationToken).ConfigureAwait(false);
    }

    public Task<WorkspaceVerification> VerifyAsync(CancellationToken cancellationToken = default)
        => verifier.VerifyAsync(cancellationToken);

    public async Task<string> ScriptAsync(
        Guid? workspaceId = null, string? targetMigration = null, CancellationToken cancellationToken = default)
    {
        var workspace = workspaceId is { } id ? await GetProvisionedAsync(id, cancellationToken).ConfigureAwait(false) : null;
        return provider.Script(MigrationSections.Plan(Scripts, Scripts.Resolve(targetMigration)) with
        {
            MasterSchema = tenancy.MasterSchema,
            Workspace = workspace?.Schema,
        });
    }

    private static MigrationScripts Render(WorkspaceDbContext context)
    {
        using (context)
        {
            return MigrationScripts.Render(context);
        }
    }

    private async Task<Workspace> GetProvisionedAsync(Guid id, CancellationToken cancellationToken)
    {
        var workspace = await master.GetAsync(id, cancellationToken).ConfigureAwait(false);
        return workspace.DbSchemaName is null || workspace.Status is WorkspaceStatus.Deleting
            ? throw WorkspaceUnavailableException.ForStatus(workspace.Id, workspace.Slug, workspace.Status)
            : workspace;
    }

    /// <summary>One query; the workspaces that no run has failed on come first.</summary>
    private Task<List<Workspace>> ReadOutdatedAsync(string[] fingerprints, CancellationToken cancellationToken)
        => master.ReadAsync(
            (context, token) => context.Workspaces.AsNoTracking()
                .Where(w => w.DbSchemaName != null && w.Status != WorkspaceStatus.Deleting)
                .Where(w => w.SchemaFingerprint == null || !fingerprints.Contains(w.SchemaFingerprint))
                .OrderBy(w => w.LastError != null).ThenBy(w => w.UpdatedUtc)
                .ToListAsync(token),
            cancellationToken);

    private async Task<WorkspaceMigrationResult> TryMigrateAsync(
        Workspace workspace, MigrationTarget target, TimeSpan lockTimeout, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (timeout is { } time)
        {
            limit.CancelAfter(time);
        }

        try
        {
            var update = await master
                .ExecuteAsync(token => UpdateAsync(workspace, target, lockTimeout, token), limit.Token).ConfigureAwait(false);
            var outcome = update.ChangedAnything ? WorkspaceMigrationOutcome.Migrated : WorkspaceMigrationOutcome.UpToDate;
            var (from, to) = (update.Before.Version, update.After.Version);
            Log.WorkspaceMigrated(logger, workspace.Id, from, to);
            return new(workspace.Id, outcome, from, to, Stopwatch.GetElapsedTime(started), Error: null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested || exception is PartialMigrationException)
        {
            var error = exception is OperationCanceledException
                ? new TimeoutException($"The workspace took longer than {timeout} and was rolled back.", exception)
                : exception;
            return await FailedAsync(workspace, error).ConfigureAwait(false) with { Duration = Stopwatch.GetElapsedTime(started) };
        }
    }

    private async Task<WorkspaceMigrationResult> FailedAsync(Workspace workspace, Exception error)
    {
        var outcome = error is PartialMigrationException ? WorkspaceMigrationOutcome.Partial : WorkspaceMigrationOutcome.Failed;
        var failed = WorkspaceMigrationRun.Untouched(workspace, outcome) with { Error = error };
        try
        {
            if (await IsDeletedAsync(workspace.Id).ConfigureAwait(false))
            {
                return WorkspaceMigrationRun.Untouched(workspace, WorkspaceMigrationOutcome.Skipped);
            }

            Log.WorkspaceMigrationFailed(logger, error, workspace.Id);
            if (error is not SchemaLockedException)
            {
                await master.RecordFailureAsync(workspace.Id, error, "workspace.migration_failed", status: null, CancellationToken.None)
                    .ConfigureAwait(false);
            }
        }
        catch (Exception second)
        {
            // The report tells the first error; the others go on.
            Log.FailureNotRecorded(logger, second, workspace.Id);
        }

        return failed;
    }

    private Task<bool> IsDeletedAsync(Guid id)
        => master.ReadAsync(
            (context, token) => context.Workspaces.AnyAsync(
                w => w.Id == id && (w.Status == WorkspaceStatus.Deleting || w.Status == WorkspaceStatus.Deleted), token),
            CancellationToken.None);

    private async Task<SchemaUpdate> UpdateAsync(
        Workspace workspace, MigrationTarget target, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        var context = contexts.CreateForSchemaChange(workspace.Schema);
        await using var _ = context.ConfigureAwait(false);
        var change = new SchemaChange(workspace.Schema.Name, SchemaChangeKind.Migrate, lockTimeout)
        {
            Query = Bound(context, Scripts.ReadHistory),
            SpansTransactions = Scripts.SpansTransactions(context, target),
        };
        var session = await provider.OpenSessionAsync(context, change, cancellationToken).ConfigureAwait(false);
        await using var __ = session.ConfigureAwait(false);
        var work = new SchemaWork(session);
        try
        {
            var update = await SchemaUpdater.UpdateAsync(work, Scripts, target, session.Answer, cancellationToken).ConfigureAwait(false);
            await completion.CompleteAsync(work, ChangeOf(workspace.Id, update), cancellationToken).ConfigureAwait(false);
            return update;
        }
        catch (Exception exception) when (work.Inside is { } progress)
        {
            throw new PartialMigrationException(progress, exception);
        }
    }

    private static WorkspaceChange ChangeOf(Guid id, SchemaUpdate update)
        => new(
            id,
            new Dictionary<string, object?>
            {
                [nameof(Workspace.SchemaVersion)] = update.After.Version,
                [nameof(Workspace.SchemaFingerprint)] = update.After.Fingerprint,
                [nameof(Workspace.LastError)] = null,
            })
        {
            Audit = !update.ChangedAnything
                ? null
                : new AuditRecord("workspace.migrated", nameof(Workspace), id.ToString())
                {
                    WorkspaceId = id,
                    Details = AuditDetails.Of(("from", update.Before.Version), ("to", update.After.Version)),
                },
        };

    private static SchemaQuery? Bound(DbContext context, SchemaQuery? query)
    {
        var binding = context.GetService<ISchemaBinding>();
        return query is null ? null : new SchemaQuery(binding.Bind(query.Text), binding.Bind(query.Table));
    }
}
