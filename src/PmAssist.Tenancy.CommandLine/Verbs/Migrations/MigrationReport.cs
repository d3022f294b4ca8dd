namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>What a run of migrations did, as its document.</summary>
internal sealed record MigrationReport(
    bool DryRun, string TargetVersion, RunStop Stop, long DurationMs, IReadOnlyList<MigrationReport.Line> Results)
{
    /// <summary>Up to here all results are shown; beyond, only those that somebody has to look at.</summary>
    private const int MostShown = 20;

    public static async Task<Answer> AnswerAsync(VerbRun run, WorkspaceMigrationReport report, bool isDry)
    {
        var slugs = await WorkspaceSlugs.ReadAsync(run).ConfigureAwait(false);
        return new MigrationReport(
            isDry,
            report.TargetVersion,
            report.Stop,
            (long)report.Duration.TotalMilliseconds,
            [.. report.Results.Select(r => Line.Of(r, slugs[r.WorkspaceId]))]).ToAnswer();
    }

    private Answer ToAnswer()
    {
        var count = Results.ToLookup(r => r.Outcome);
        var isLong = Results.Count > MostShown;
        var shown = isLong ? [.. Results.Where(r => !r.IsDone && r.Outcome != WorkspaceMigrationOutcome.Skipped)] : Results;
        List<(string, Func<Line, object?>)> columns =
            [("workspace", r => r.Slug), ("outcome", r => r.Outcome), ("from", r => r.FromVersion), ("to", r => r.ToVersion)];
        if (shown.Any(r => r.Error is not null))
        {
            columns.Add(("error", r => r.Error));
        }

        List<Block> text = shown.Count > 0 ? [Grid.Of(shown, columns)] : [];
        if (isLong && count[WorkspaceMigrationOutcome.Skipped].Any())
        {
            var slugs = count[WorkspaceMigrationOutcome.Skipped].Select(r => r.Slug);
            text.Add(new NameList("Not reached:", [.. slugs.Order(StringComparer.Ordinal)]));
        }

        return new Answer(ExitOf(count), this, [.. text]) { Remarks = [Summary(count)] };
    }

    private ExitCode ExitOf(ILookup<WorkspaceMigrationOutcome, Line> count)
    {
        var done = Results.Count(r => r.IsDone);
        var undone = Results.Count - done - count[WorkspaceMigrationOutcome.Ahead].Count();
        return undone > 0 || Stop != RunStop.None ? (done > 0 ? ExitCode.Partial : ExitCode.Failed)
            : done == Results.Count ? ExitCode.Done
            : done > 0 ? ExitCode.Partial
            : ExitCode.Found;
    }

    private string Summary(ILookup<WorkspaceMigrationOutcome, Line> count)
    {
        var counts = Enum.GetValues<WorkspaceMigrationOutcome>().Reverse().Where(o => count[o].Any())
            .Select(o => $"{Grid.TextOf(count[o].Count())} {Word(o)}").ToList();
        var stop = Stop switch
        {
            RunStop.CanaryFailed => " The run stopped, because a canary failed.",
            RunStop.ErrorBudgetSpent => " The run stopped, because the error budget was spent.",
            RunStop.Canceled => " The run was stopped.",
            _ => "",
        };
        return $"{(counts.Count == 0 ? "Nothing to do" : string.Join(", ", counts))}, target {TargetVersion}"
            + (DryRun ? ": nothing was changed." : $", in {Grid.TextOf(DurationMs)} ms.") + stop;
    }

    private static string Word(WorkspaceMigrationOutcome outcome)
        => outcome switch
        {
            WorkspaceMigrationOutcome.Skipped => "not reached",
            WorkspaceMigrationOutcome.UpToDate => "up to date",
            WorkspaceMigrationOutcome.Partial => "failed halfway",
            _ => outcome.ToString().ToLowerInvariant(),
        };

    /// <summary>What was done to one workspace.</summary>
    internal sealed record Line(
        Guid Id,
        string Slug,
        WorkspaceMigrationOutcome Outcome,
        string? FromVersion,
        string? ToVersion,
        long DurationMs,
        string? Error,
        string? FailedContext,
        string? FailedMigration,
        string? FailedStatement)
    {
        internal bool IsDone
            => Outcome is WorkspaceMigrationOutcome.Migrated or WorkspaceMigrationOutcome.UpToDate or WorkspaceMigrationOutcome.Planned;

        public static Line Of(WorkspaceMigrationResult result, string slug)
        {
            var failure = result.Error as WorkspaceMigrationException;
            return new(
                result.WorkspaceId,
                slug,
                result.Outcome,
                result.FromVersion,
                result.ToVersion,
                (long)result.Duration.TotalMilliseconds,
                result.Error is { } error ? Failure.Sentence(error) : null,
                failure?.Context,
                failure?.Migration,
                failure?.Statement);
        }
    }
}
