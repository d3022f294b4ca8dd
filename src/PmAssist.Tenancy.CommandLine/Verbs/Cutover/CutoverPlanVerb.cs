using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceCutover.PlanAsync"/>.</summary>
internal sealed class CutoverPlanVerb : Verb
{
    private readonly Argument<string> _description;

    public CutoverPlanVerb()
        : base("plan", "Says how many rows go where, and which break a rule. Changes nothing.", typeof(Plan), "cutover plan cutover.json")
        => _description = With(DescriptionFile.Argument());

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var description = await DescriptionFile.ReadAsync(run.Value(_description), cancellationToken).ConfigureAwait(false);
        var found = await run.Get<IWorkspaceCutover>().PlanAsync(description, cancellationToken).ConfigureAwait(false);
        var plan = new Plan(
            found.IsClean,
            found.Workspaces.Count,
            [.. found.Tables.Select(t => new Table(t.Name, t.Target, t.Rows, t.ChangeColumn))],
            ViolationLine.Of(found.Violations),
            ProblemLine.Of(found.Problems),
            ProblemLine.Of(found.Warnings));
        List<Block> text = [Grid.Of(("workspaces", plan.Workspaces), ("can run", plan.IsClean))];
        if (plan.Tables.Count > 0)
        {
            text.Add(new Lines(""));
            text.Add(Grid.Of(
                plan.Tables,
                ("source", t => t.Name),
                ("target", t => t.Target),
                ("rows", t => t.Rows),
                ("changes by", t => t.ChangeColumn ?? "comparison")));
        }

        if (plan.Violations.Count > 0)
        {
            text.Add(new Lines(""));
            text.Add(ViolationLine.ToGrid(plan.Violations));
        }

        return new Answer(plan.IsClean ? ExitCode.Done : ExitCode.Found, plan, [.. text])
        {
            Remarks = [.. plan.Problems.Select(p => p.ToString()), .. plan.Warnings.Select(p => $"Slow: {p}")],
        };
    }

    /// <summary>What a cutover would do.</summary>
    internal sealed record Plan(
        bool IsClean,
        int Workspaces,
        IReadOnlyList<Table> Tables,
        IReadOnlyList<ViolationLine> Violations,
        IReadOnlyList<ProblemLine> Problems,
        IReadOnlyList<ProblemLine> Warnings);

    /// <summary>A source table; without a column of changes every pass compares all its rows.</summary>
    internal sealed record Table(string Name, string Target, long Rows, string? ChangeColumn);
}
