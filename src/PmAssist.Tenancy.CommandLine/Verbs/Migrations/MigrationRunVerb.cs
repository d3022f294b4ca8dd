using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceMigrator.MigrateMasterAsync"/>, then <see cref="IWorkspaceMigrator.RunAsync"/>.</summary>
internal sealed class MigrationRunVerb : Verb
{
    private readonly Selection _selection = new();
    private readonly MigrationPace _pace;
    private readonly Option<string?> _target;
    private readonly Option<bool> _dryRun;

    public MigrationRunVerb()
        : base(
            "run",
            "Migrates the master, then every workspace that is behind, or those named.",
            typeof(MigrationReport),
            "migrations run",
            "migrations run --canaries 5 --error-budget 10 --parallel 8",
            "migrations run contoso fabrikam --dry-run")
    {
        With(_selection.Names);
        With(_selection.Where);
        _target = With(new Option<string?>("--target")
        {
            Description = "The migration to go to. Default: the newest.",
            HelpName = "migration",
        });
        _pace = new MigrationPace(With);
        _dryRun = With(new Option<bool>("--dry-run") { Description = "Says what would be migrated, and changes nothing." });
    }

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var migrator = run.Get<IWorkspaceMigrator>();
        var isDry = run.Value(_dryRun);
        if (!isDry)
        {
            await migrator.MigrateMasterAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        var options = await _pace.ReadAsync(run, cancellationToken).ConfigureAwait(false);
        options.Filter = await _selection.ReadFilterAsync(run, cancellationToken).ConfigureAwait(false);
        options.TargetMigration = run.Value(_target);
        options.DryRun = isDry;
        WorkspaceMigrationReport report;
        using (var progress = run.Progress("Workspaces:"))
        {
            report = await migrator.RunAsync(options, progress.Of<WorkspaceMigrationResult>(), cancellationToken).ConfigureAwait(false);
        }

        return await MigrationReport.AnswerAsync(run, report, isDry).ConfigureAwait(false);
    }
}
