using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceMigrator.RunAsync"/> with <see cref="WorkspaceMigrationOptions.TakeBack"/>.</summary>
internal sealed class MigrationDownVerb : Verb
{
    private readonly Argument<string> _target;
    private readonly Selection _selection = new();
    private readonly MigrationPace _pace;
    private readonly Option<bool> _dryRun;

    public MigrationDownVerb()
        : base(
            "down",
            "Takes workspaces back to a migration. What it takes back is lost with its rows. Asks first.",
            typeof(MigrationReport),
            "migrations down 20260101000000_Initial contoso",
            "migrations down Initial --all --yes")
    {
        _target = With(new Argument<string>("migration") { Description = "The migration to go back to, by id or name; 0 for none." });
        With(_selection.Names);
        With(_selection.Where);
        With(_selection.All);
        _pace = new MigrationPace(With);
        _dryRun = With(new Option<bool>("--dry-run") { Description = "Says what would be taken back, and changes nothing." });
    }

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        if (_selection.IsEmpty(run))
        {
            throw new UsageException("Which workspaces? Name some by id, schema or slug, or say --where key=value, or --all.");
        }

        var options = await _pace.ReadAsync(run, cancellationToken).ConfigureAwait(false);
        options.Filter = await _selection.ReadFilterAsync(run, cancellationToken).ConfigureAwait(false);
        (options.TargetMigration, options.TakeBack, options.DryRun) = (run.Value(_target), true, true);
        var migrator = run.Get<IWorkspaceMigrator>();
        var report = await migrator.RunAsync(options, progress: null, cancellationToken).ConfigureAwait(false);
        if (!run.Value(_dryRun) && report.Results.Count(r => r.Outcome == WorkspaceMigrationOutcome.Planned) is > 0 and var planned)
        {
            var what = planned == 1 ? "1 workspace" : $"{Grid.TextOf(planned)} workspaces";
            run.Confirm($"Take {what} back to {report.TargetVersion}? What is taken back is lost with its rows.");
            options.DryRun = false;
            using var progress = run.Progress("Workspaces:");
            report = await migrator.RunAsync(options, progress.Of<WorkspaceMigrationResult>(), cancellationToken).ConfigureAwait(false);
        }

        return await MigrationReport.AnswerAsync(run, report, run.Value(_dryRun)).ConfigureAwait(false);
    }
}
