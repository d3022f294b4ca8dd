using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

internal sealed class WorkspaceMigrator(
    MigrationSet migrations,
    MasterMigrator masterMigrator,
    WorkspaceMigration migration,
    FleetSurvey survey,
    FleetStatusReader status,
    CanaryChoice canaryChoice,
    WorkspaceVerifier verifier,
    MasterStore master,
    CatalogueSql sql,
    TenancyProvider provider,
    TenancyOptions tenancy,
    TimeProvider clock,
    ILoggerFactory loggers) : IWorkspaceMigrator
{
    /// <summary>More than in a visit: what is done with a workspace is decided again, under its lock.</summary>
    private const int RowsPerPage = 128;

    private readonly ILogger _logger = loggers.CreateLogger(TenancySignals.MigrationsLog);

    private MigrationScripts Scripts => migrations.Scripts;

    public Task MigrateMasterAsync(string? targetMigration = null, CancellationToken cancellationToken = default)
        => masterMigrator.MigrateAsync(MigrationTarget.Exactly(targetMigration), cancellationToken);

    public Task<WorkspaceMigrationResult> MigrateAsync(
        Guid workspaceId, string? targetMigration = null, CancellationToken cancellationToken = default)
        => MigrateAsync(workspaceId, MigrationTarget.Exactly(targetMigration), cancellationToken);

    /// <inheritdoc cref="MigrateAsync(Guid, string?, CancellationToken)"/>
    public async Task<WorkspaceMigrationResult> MigrateAsync(Guid workspaceId, MigrationTarget target, CancellationToken cancellationToken)
    {
        _ = Scripts.GoalsOf(target);
        var workspace = await master.GetProvisionedAsync(workspaceId, cancellationToken).ConfigureAwait(false);
        await survey.LookAsync(workspace, cancellationToken).ConfigureAwait(false);
        var request = new MigrationRequest(target, migrations.SpansTransactions(target), tenancy.LockTimeout);
        using var time = new WorkspaceTime(clock, limit: null, cancellationToken);
        var result = await migration.TryAsync(workspace, request, time).ConfigureAwait(false);
        return result.Error switch
        {
            null when result.Outcome == WorkspaceMigrationOutcome.Skipped => throw WorkspaceNotFoundException.Deleted(workspaceId),
            null => result,
            SchemaLockedException or WorkspaceMigrationException { IsRefusal: true } => throw result.Error,
            var error => throw new WorkspaceMigrationException(
                $"The workspace '{workspace.Slug}' ({workspaceId}) could not be migrated: "
                + $"{DatabaseError.Sentence(DatabaseError.MessageOf(error))} "
                + (result.Outcome == WorkspaceMigrationOutcome.Partial
                    ? ""
                    : "The failed step was rolled back. Fix the cause and migrate again."),
                error,
                (error as WorkspaceMigrationException)?.Failed)
            {
                WorkspaceId = workspaceId,
            },
        };
    }

    public async Task<WorkspaceMigrationReport> RunAsync(
        WorkspaceMigrationOptions? options = null,
        IProgress<RunProgress<WorkspaceMigrationResult>>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new WorkspaceMigrationOptions();
        OptionRules.Check(options);
        var target = TargetOf(options);
        var reached = Scripts.Reached(target);
        await canaryChoice.CheckAsync(options, cancellationToken).ConfigureAwait(false);
        using var span = TenancySpans.StartRun("migrate");
        var targetId = target.Migration is Migration.InitialDatabase ? Migration.InitialDatabase
            : Scripts.Resolve(target.Migration) is { } named ? MigrationId.InHistory(named)
            : Scripts.NewestId;
        var request = new MigrationRequest(target, migrations.SpansTransactions(target), options.LockTimeout ?? tenancy.LockTimeout);
        var canaries = new HashSet<Guid>();
        var run = new WorkspaceRun<PlannedWorkspace, WorkspaceMigrationResult>(
            workspace => workspace.Id,
            (workspace, time) => options.DryRun
                ? Task.FromResult(Rehearse(workspace.Row!, reached, targetId))
                : migration.TryAsync(workspace.Row!, request with { IsCanary = canaries.Contains(workspace.Id) }, time),
            result => result.Error is not null,
            options.MaxParallelism,
            clock,
            progress)
        {
            ErrorBudget = options.ErrorBudget,
            Timeout = options.WorkspaceTimeout,
        };

        // Until no new workspace is behind: another host, still of the old version, may create workspaces during this run.
        while (true)
        {
            // They are read even if the call is canceled, so that the report can list what was skipped.
            var found = await survey.FindAsync(reached, CancellationToken.None)
                .Where(w => !run.Results.ContainsKey(w.Id) && options.Filter?.Invoke(w) != false)
                .Select(w => (IsAhead: migrations.StandingOf(SchemaState.Of(w)) == SchemaStanding.Ahead, Planned: PlannedWorkspace.Of(w)))
                .DistinctBy(w => w.Planned.Id)
                .ToListAsync(CancellationToken.None).ConfigureAwait(false);
            var untried = found.ToLookup(w => w.IsAhead, w => w.Planned);
            if (untried.Count == 0 || run.Stop != RunStop.None)
            {
                break;
            }

            run.Leave(untried[true], w => WorkspaceMigrationResult.Untouched(w.Id, w.Version, WorkspaceMigrationOutcome.Ahead));
            List<PlannedWorkspace> behind = [.. untried[false]];
            if (run.Done == 0)
            {
                var first = await canaryChoice.ChooseAsync(behind, options, CancellationToken.None).ConfigureAwait(false);
                canaries.UnionWith(first.Select(w => w.Id));
                run.Canaries = first.Count;
                behind = [.. first, .. behind.Except(first)];
            }

            var rows = survey.ReadAsync(behind, RowsPerPage, cancellationToken);
            await run.RunAsync(behind.Count, rows, cancellationToken).ConfigureAwait(false);
            if (run.ReadError is { } error)
            {
                run.Leave(behind, w => new(w.Id, WorkspaceMigrationOutcome.Failed, w.Version, w.Version, TimeSpan.Zero, error));
                break;
            }

            run.Leave(behind, w => WorkspaceMigrationResult.Untouched(w.Id, w.Version, WorkspaceMigrationOutcome.Skipped));
        }

        var report = new WorkspaceMigrationReport(targetId, [.. run.Results.Values], run.Elapsed, run.Stop);
        var migrated = report.Results.Count(r => r.Outcome == WorkspaceMigrationOutcome.Migrated);
        var (failed, ahead) = (report.Failures.Count(), report.Ahead.Count());
        span.EndRun(report.Results.Count, failed, report.Stop);
        Log.RunFinished(_logger, targetId, migrated, failed, ahead, report.Results.Count, report.Duration.TotalMilliseconds);
        return report;
    }

    public Task<WorkspaceFleetStatus> GetStatusAsync(CancellationToken cancellationToken = default)
        => status.ReadAsync(cancellationToken);

    public Task<WorkspaceVerification> VerifyAsync(CancellationToken cancellationToken = default)
        => verifier.VerifyAsync(cancellationToken);

    public async Task<string> ScriptAsync(
        Guid? workspaceId = null, string? targetMigration = null, CancellationToken cancellationToken = default)
    {
        var workspace = workspaceId is { } id ? await master.GetProvisionedAsync(id, cancellationToken).ConfigureAwait(false) : null;
        return provider.Script(
            MigrationSections.Plan(Scripts, Scripts.Resolve(targetMigration), sql, tenancy.MasterSchema, workspace?.Schema));
    }

    private static MigrationTarget TargetOf(WorkspaceMigrationOptions options)
        => !options.TakeBack ? MigrationTarget.AtLeast(options.TargetMigration)
            : !string.IsNullOrEmpty(options.TargetMigration) ? MigrationTarget.Exactly(options.TargetMigration)
            : throw new InvalidInputException(
                nameof(options.TargetMigration), $"{nameof(options.TakeBack)} needs the migration to take the workspaces back to");

    private static WorkspaceMigrationResult Rehearse(Workspace workspace, IReadOnlyList<string> reached, string targetId)
        => reached.Contains(workspace.SchemaFingerprint)
            ? WorkspaceMigrationResult.Untouched(workspace.Id, workspace.SchemaVersion, WorkspaceMigrationOutcome.UpToDate)
            : new WorkspaceMigrationResult(
                workspace.Id, WorkspaceMigrationOutcome.Planned, workspace.SchemaVersion, targetId, TimeSpan.Zero, error: null);
}
