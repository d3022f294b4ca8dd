namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>What of <see cref="IWorkspaceMigrator.GetStatusAsync"/> a run would change.</summary>
internal sealed class MigrationPlanVerb() : Verb(
    "plan", "Says what 'migrations run' would do: who is behind, and who is ahead of this build.", typeof(Plan), "migrations plan")
{
    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var found = await run.Get<IWorkspaceMigrator>().GetStatusAsync(cancellationToken).ConfigureAwait(false);
        var plan = new Plan(found.TargetVersion, found.BehindCount, found.AheadCount, Of(found.Behind), Of(found.Ahead));
        List<(string Standing, At At)> all = [.. plan.Behind.Select(w => ("behind", w)), .. plan.Ahead.Select(w => ("ahead", w))];
        List<Block> text = [Grid.Of(("newest", plan.TargetVersion), ("behind", plan.BehindCount), ("ahead", plan.AheadCount))];
        if (all.Count > 0)
        {
            text.Add(new Lines(""));
            text.Add(Grid.Of(all, ("workspace", w => w.At.Slug), ("standing", w => w.Standing), ("version", w => w.At.Version ?? "none")));
        }

        var more = plan.BehindCount + plan.AheadCount - all.Count;
        return new Answer(all.Count == 0 ? ExitCode.Done : ExitCode.Found, plan, [.. text])
        {
            Remarks = more > 0 ? [$"And {more:N0} more."] : [],
        };
    }

    private static List<At> Of(IReadOnlyList<Workspace> workspaces) => [.. workspaces.Select(w => new At(w.Id, w.Slug, w.SchemaVersion))];

    /// <summary>What a run would do; the lists have the first hundred.</summary>
    internal sealed record Plan(
        string TargetVersion, int BehindCount, int AheadCount, IReadOnlyList<At> Behind, IReadOnlyList<At> Ahead);

    /// <summary>A workspace and its version; null for none.</summary>
    internal sealed record At(Guid Id, string Slug, string? Version);
}
