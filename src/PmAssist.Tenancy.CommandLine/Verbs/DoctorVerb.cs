using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceDoctor.ExamineAsync"/> and <see cref="IWorkspaceDoctor.RepairAsync"/>.</summary>
internal sealed class DoctorVerb : Verb
{
    private readonly Selection _selection = new();
    private readonly Option<bool> _repair;
    private readonly Option<bool> _dryRun;
    private readonly Option<bool> _rowsOnly;
    private readonly Option<TimeSpan?> _stuckAfter;
    private readonly Option<bool> _scripts;

    public DoctorVerb()
        : base(
            "doctor",
            "Examines the catalogue and each schema, object by object, and repairs what is safe to repair.",
            typeof(Examination),
            "doctor",
            "doctor contoso --scripts",
            "doctor --repair --stuck-after 1h")
    {
        With(_selection.Names);
        With(_selection.Where);
        _repair = With(new Option<bool>("--repair") { Description = "Repairs what loses nothing and changes nothing else." });
        _dryRun = With(new Option<bool>("--dry-run") { Description = "With --repair: says what would be repaired, and changes nothing." });
        _rowsOnly = With(new Option<bool>("--rows-only") { Description = "Leaves the objects in the schemas out." });
        _stuckAfter = With(DurationText.Option("--stuck-after", "When provisioning and deletion count as stuck. Default: 10m."));
        _scripts = With(new Option<bool>("--scripts") { Description = "Shows the SQL that would mend what is not safe to repair." });
    }

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var (isRepair, isDry) = (run.Value(_repair), run.Value(_dryRun));
        var found = new List<Line>();
        var wasStopped = false;
        try
        {
            await ExamineAsync(run, found, isRepair && !isDry, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            wasStopped = true;
        }

        var text = new List<Block>();
        if (found.Count > 0)
        {
            text.Add(Grid.Of(
                found,
                ("workspace", NameOf),
                ("finding", f => f.Kind),
                ("object", f => f.ObjectName == f.Schema ? "" : f.ObjectName),
                ("outcome", f => f.Outcome),
                ("repair", f => f.Error ?? f.Repair)));
        }

        if (run.Value(_scripts))
        {
            text.AddRange(found.Where(f => f is { IsSafe: false, Script: not null })
                .Select(f => new Lines("", $"-- {NameOf(f)}: {f.Kind} {f.ObjectName}", f.Script!)));
        }

        var mended = found.Count(f => f.Outcome is FindingOutcome.Repaired or FindingOutcome.Over);
        return new Answer(ExitOf(found, mended, wasStopped), new Examination(isRepair, isDry, wasStopped, found), [.. text])
        {
            Remarks = [Summary(found, mended, isRepair, isDry, wasStopped)],
        };
    }

    private async Task ExamineAsync(VerbRun run, List<Line> found, bool repair, CancellationToken cancellationToken)
    {
        var doctor = run.Get<IWorkspaceDoctor>();
        var examination = new WorkspaceExamination
        {
            Filter = await _selection.ReadFilterAsync(run, cancellationToken).ConfigureAwait(false),
            Structure = !run.Value(_rowsOnly),
            StuckAfter = run.Value(_stuckAfter) ?? new WorkspaceExamination().StuckAfter,
        };
        using var progress = run.Progress("Findings:");
        await foreach (var finding in doctor.ExamineAsync(examination, cancellationToken).ConfigureAwait(false))
        {
            var (outcome, error) = repair && finding.IsSafe
                ? await RepairAsync(doctor, finding, run.Actor, cancellationToken).ConfigureAwait(false)
                : (FindingOutcome.Found, null);
            found.Add(Line.Of(finding, outcome, error));
            progress.Report(found.Count, found.Count(f => f.Outcome == FindingOutcome.Failed), remaining: null);
        }
    }

    private static async Task<(FindingOutcome Outcome, string? Error)> RepairAsync(
        IWorkspaceDoctor doctor, WorkspaceFinding finding, string actor, CancellationToken cancellationToken)
    {
        try
        {
            return await doctor.RepairAsync(finding, actor, cancellationToken).ConfigureAwait(false)
                ? (FindingOutcome.Repaired, null)
                : (FindingOutcome.Over, null);
        }
        catch (TenancyException exception)
        {
            return (FindingOutcome.Failed, exception.Message);
        }
    }

    private static ExitCode ExitOf(List<Line> found, int mended, bool wasStopped)
        => wasStopped ? ExitCode.Partial
            : mended == found.Count ? ExitCode.Done
            : mended > 0 ? ExitCode.Partial
            : found.Exists(f => f.Outcome == FindingOutcome.Failed) ? ExitCode.Failed
            : ExitCode.Found;

    private static string NameOf(Line line)
        => line.Kind == WorkspaceFindingKind.DatabaseWrong ? "(the database)" : line.Slug ?? line.Schema;

    private static string Summary(List<Line> found, int mended, bool isRepair, bool isDry, bool wasStopped)
    {
        var safe = found.Count(f => f is { IsSafe: true, Outcome: FindingOutcome.Found });
        var text = found.Count == 0 ? "Nothing was found"
            : isRepair && !isDry ? $"{found.Count:N0} found, {mended:N0} repaired"
            : $"{found.Count:N0} found, {safe:N0} of them to be repaired with --repair";
        return wasStopped ? $"{text}. It was stopped: not every workspace was examined."
            : isDry ? $"{text}: nothing was changed."
            : $"{text}.";
    }

    /// <summary>How a finding ended.</summary>
    internal enum FindingOutcome
    {
        Found = 0,
        Repaired = 1,

        /// <summary>It was over when it was to be repaired.</summary>
        Over = 2,

        Failed = 3,
    }

    /// <summary>What was found.</summary>
    internal sealed record Examination(bool Repair, bool DryRun, bool WasStopped, IReadOnlyList<Line> Findings);

    /// <summary>A finding.</summary>
    internal sealed record Line(
        WorkspaceFindingKind Kind,
        FindingOutcome Outcome,
        Guid? WorkspaceId,
        string? Slug,
        string Schema,
        SchemaObjectKind ObjectKind,
        string ObjectName,
        string? Expected,
        string? Actual,
        bool IsSafe,
        string Repair,
        string? Script,
        string? Error,
        DateTime? CreatedUtc,
        long? Bytes)
    {
        public static Line Of(WorkspaceFinding finding, FindingOutcome outcome, string? error)
            => new(
                finding.Kind,
                outcome,
                finding.WorkspaceId,
                finding.Slug,
                finding.Schema.Name,
                finding.ObjectKind,
                finding.ObjectName,
                finding.Expected,
                finding.Actual,
                finding.IsSafe,
                finding.Repair,
                finding.Script,
                error,
                finding.CreatedUtc,
                finding.Bytes);
    }
}
