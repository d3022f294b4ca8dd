namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>What a change did, workspace by workspace.</summary>
/// <param name="DryRun">Whether nothing was to be changed.</param>
/// <param name="Results">One for each workspace that was chosen.</param>
internal sealed record ChangeReport(bool DryRun, IReadOnlyList<ChangeResult> Results)
{
    /// <summary>Up to here all results are shown; beyond, only those that somebody has to look at.</summary>
    private const int MostShown = 20;

    /// <summary>The answer: what was skipped or failed is never called done.</summary>
    public Answer ToAnswer()
    {
        var count = Results.ToLookup(r => r.Outcome);
        var done = count[ChangeOutcome.Done].Count() + count[ChangeOutcome.Unchanged].Count() + count[ChangeOutcome.Planned].Count();
        var exit = done == Results.Count ? ExitCode.Done : done > 0 ? ExitCode.Partial : ExitCode.Failed;
        List<(string, Func<ChangeResult, object?>)> columns =
            [("workspace", r => r.Slug), ("outcome", r => r.Outcome), ("status", r => r.Status)];
        if (Results.Any(r => r.Error is not null))
        {
            columns.Add(("error", r => r.Error));
        }

        var shown = Results.Count <= MostShown || DryRun
            ? Results
            : [.. Results.Where(r => r.Outcome is not (ChangeOutcome.Done or ChangeOutcome.Unchanged))];
        return new Answer(exit, this, shown.Count == 0 ? [] : [Grid.Of(shown, columns)])
        {
            Remarks = Results is [{ Outcome: ChangeOutcome.Done }] ? [] : [Summary(count)],
        };
    }

    private string Summary(ILookup<ChangeOutcome, ChangeResult> count)
    {
        if (Results.Count == 0)
        {
            return "No workspace is like that.";
        }

        if (Results is [{ Outcome: ChangeOutcome.Unchanged } only])
        {
            return $"'{only.Slug}' is {only.Status}: there was nothing to change.";
        }

        ChangeOutcome[] order =
            [ChangeOutcome.Planned, ChangeOutcome.Done, ChangeOutcome.Unchanged, ChangeOutcome.Failed, ChangeOutcome.Skipped];
        var counts = order.Where(o => count[o].Any()).Select(o => $"{Grid.TextOf(count[o].Count())} {Word(o)}");
        return string.Join(", ", counts) + (DryRun ? ": nothing was changed." : ".");
    }

    private static string Word(ChangeOutcome outcome)
        => outcome == ChangeOutcome.Skipped ? "not reached" : outcome.ToString().ToLowerInvariant();
}
