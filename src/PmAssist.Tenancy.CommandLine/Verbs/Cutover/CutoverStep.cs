namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>How far a cutover is, and what a step of it did.</summary>
internal sealed record CutoverStep(
    bool DryRun, CutoverPhase Phase, long Rows, long Quarantined, long DurationMs, IReadOnlyList<CutoverStep.Line> Results)
{
    private const int MostShown = 20;

    /// <summary>How far it is, where a step tells nothing else, or did nothing.</summary>
    public static async Task<Answer> AnswerAsync(VerbRun run, bool isDry, CutoverReport? report, CancellationToken cancellationToken)
    {
        var phase = await run.Get<IWorkspaceCutover>().GetPhaseAsync(cancellationToken).ConfigureAwait(false);
        var slugs = report is null ? null : await WorkspaceSlugs.ReadAsync(run).ConfigureAwait(false);
        var step = new CutoverStep(
            isDry,
            phase,
            report?.Rows ?? 0,
            report?.Quarantined ?? 0,
            (long)(report?.Duration.TotalMilliseconds ?? 0),
            [.. report?.Results.Select(r => Line.Of(r, r.WorkspaceId is { } id ? slugs![id] : "master")) ?? []]);
        return step.ToAnswer();
    }

    private Answer ToAnswer()
    {
        var failed = Results.Count(r => r.Error is not null);
        var shown = Results.Count <= MostShown ? Results : [.. Results.Where(r => r.Error is not null)];
        List<(string, Func<Line, object?>)> columns =
            [("workspace", r => r.Slug), ("inserted", r => r.Inserted), ("updated", r => r.Updated), ("deleted", r => r.Deleted)];
        if (failed > 0)
        {
            columns.Add(("error", r => r.Error));
        }

        List<Block> text = [Grid.Of(("phase", Phase))];
        if (shown.Count > 0)
        {
            text.Add(new Lines(""));
            text.Add(Grid.Of(shown, columns));
        }

        var exit = failed == 0 ? ExitCode.Done : failed < Results.Count ? ExitCode.Partial : ExitCode.Failed;
        return new Answer(exit, this, [.. text])
        {
            Remarks = DryRun ? ["Nothing was changed."]
                : Results.Count == 0 ? []
                : [$"{Rows:N0} rows, {failed:N0} of {Results.Count:N0} failed, {Quarantined:N0} left behind, in {DurationMs:N0} ms."],
        };
    }

    /// <summary>What was done in one workspace; in the master without an id.</summary>
    internal sealed record Line(Guid? WorkspaceId, string Slug, long Inserted, long Updated, long Deleted, string? Error)
    {
        public static Line Of(CutoverResult result, string slug)
            => new(
                result.WorkspaceId,
                slug,
                result.Inserted,
                result.Updated,
                result.Deleted,
                result.Error is { } error ? Failure.Sentence(error) : null);
    }
}
