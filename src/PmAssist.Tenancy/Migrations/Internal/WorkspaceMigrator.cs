using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

internal sealed class WorkspaceMigrator(
    MigrationSet migrations,
    MasterMigrator masterMigrator,
    WorkspaceMigration migration,
    FleetSurvey survey,
    WorkspaceVerifier verifier,
    MasterStore master,
    TenancyProvider provider,
    TenancyOptions tenancy,
    TimeProvider clock,
    ILogger<WorkspaceMigrator> logger) : IWorkspaceMigrator
{
    private MigrationScripts Scripts => migrations.Scripts;

    public Task MigrateMasterAsync(string? targetMigration = null, CancellationToken cancellationToken = default)
        => masterMigrator.MigrateAsync(MigrationTarget.Exactly(targetMigration), cancellationToken);

    public async Task<WorkspaceMigrationResult> MigrateAsync(
        Guid workspaceId, string? targetMigration = null, CancellationToken cancellationToken = default)
    {
        var target = MigrationTarget.Exactly(targetMigration);
        Scripts.Require(target);
        var workspace = await GetProvisionedAsync(workspaceId, cancellationToken).ConfigureAwait(false);
        var request = new MigrationRequest(target, migrations.SpansTransactions(target), tenancy.LockTimeout, Timeout: null);
        var result = await migration.TryAsync(workspace, request, cancellationToken).ConfigureAwait(false);
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
                error)
            {
                WorkspaceId = workspaceId,
            },
        };
    }

    public Task<WorkspaceMigrationPlan> PlanAsync(CancellationToken cancellationToken = default) => survey.PlanAsync(cancellationToken);

    public async Task<WorkspaceMigrationReport> RunAsync(
        WorkspaceMigrationOptions? options = null,
        IProgress<RunProgress<WorkspaceMigrationResult>>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new WorkspaceMigrationOptions();
        OptionRules.Check(options);
        var target = MigrationTarget.AtLeast(options.TargetMigration);
        var targetId = Scripts.Resolve(options.TargetMigration);
        var reached = Scripts.FingerprintsFrom(targetId);
        var request = new MigrationRequest(
            target, migrations.SpansTransactions(target), options.LockTimeout ?? tenancy.LockTimeout, options.WorkspaceTimeout);
        var run = new WorkspaceMigrationRun(
            (workspace, token) => options.DryRun
                ? Task.FromResult(Rehearse(workspace, reached, targetId))
                : migration.TryAsync(workspace, request, token),
            options,
            progress,
            clock);

        // Until no new workspace is behind: another host, still of the old version, may create workspaces during this run.
        while (true)
        {
            var found = await survey.FindAsync(reached, CancellationToken.None).ConfigureAwait(false);
            var untried = found.Where(w => !run.Results.ContainsKey(w.Id) && options.Filter?.Invoke(w) != false)
                .ToLookup(w => migrations.StandingOf(SchemaState.Of(w)) == SchemaStanding.Ahead);
            if (untried.Count == 0 || run.Stop != WorkspaceMigrationStop.None)
            {
                break;
            }

            run.Leave(untried[true]);
            await run.RunAsync([.. untried[false]], cancellationToken).ConfigureAwait(false);
        }

        var report = new WorkspaceMigrationReport(targetId, [.. run.Results.Values], run.Elapsed, run.Stop);
        var migrated = report.Results.Count(r => r.Outcome == WorkspaceMigrationOutcome.Migrated);
        var (failed, ahead) = (report.Failures.Count(), report.Ahead.Count());
        Log.RunFinished(logger, targetId, migrated, failed, ahead, report.Results.Count, report.Duration.TotalMilliseconds);
        return report;
    }

    public Task<WorkspaceFleetStatus> GetStatusAsync(CancellationToken cancellationToken = default)
        => survey.GetStatusAsync(cancellationToken);

    public Task<WorkspaceVerification> VerifyAsync(CancellationToken cancellationToken = default)
        => verifier.VerifyAsync(cancellationToken);

    public async Task<string> ScriptAsync(
        Guid? workspaceId = null, string? targetMigration = null, CancellationToken cancellationToken = default)
    {
        var workspace = workspaceId is { } id ? await GetProvisionedAsync(id, cancellationToken).ConfigureAwait(false) : null;
        return provider.Script(
            MigrationSections.Plan(Scripts, Scripts.Resolve(targetMigration), tenancy.MasterSchema, workspace?.Schema));
    }

    private static WorkspaceMigrationResult Rehearse(Workspace workspace, IReadOnlyList<string> reached, string targetId)
        => reached.Contains(workspace.SchemaFingerprint)
            ? WorkspaceMigrationRun.Untouched(workspace, WorkspaceMigrationOutcome.UpToDate)
            : new WorkspaceMigrationResult(
                workspace.Id, WorkspaceMigrationOutcome.Planned, workspace.SchemaVersion, targetId, TimeSpan.Zero, error: null);

    private async Task<Workspace> GetProvisionedAsync(Guid id, CancellationToken cancellationToken)
    {
        var workspace = await master.GetAsync(id, cancellationToken).ConfigureAwait(false);
        return workspace.DbSchemaName is null || workspace.Status is WorkspaceStatus.Deleting
            ? throw WorkspaceUnavailableException.ForStatus(workspace.Id, workspace.Slug, workspace.Status)
            : workspace;
    }
}
