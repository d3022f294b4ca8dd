namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspacePlaces.GetProgressAsync"/>.</summary>
internal sealed class MovesVerb() : Verb(
    "moves",
    "Says what is being moved in the cluster, by anybody, and how far its own rebalancing is.",
    typeof(Moves),
    "workspaces moves")
{
    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var progress = await run.Get<IWorkspacePlaces>().GetProgressAsync(cancellationToken).ConfigureAwait(false);
        var moves = progress.Moves.Select(m => new Line(m.Schema, m.Source, m.Target, m.Step, m.Bytes, m.CopiedBytes)).ToList();
        return new Answer(
            ExitCode.Done,
            new Moves(moves, progress.State, progress.StartedUtc, progress.FinishedUtc),
            Grid.Of(
                moves,
                ("schema", m => m.Schema),
                ("from", m => m.Source),
                ("to", m => m.Target),
                ("bytes", m => m.Bytes),
                ("copied", m => m.CopiedBytes),
                ("step", m => m.Step)))
        {
            Remarks =
            [
                moves.Count == 0 ? "Nothing is being moved." : $"{Grid.TextOf(moves.Count)} being moved.",
                progress.State is { } state ? $"The last rebalancing: {state}." : "There was no rebalancing.",
            ],
        };
    }

    /// <summary>What is being moved.</summary>
    /// <param name="Running">Each move that is going on.</param>
    /// <param name="State">How far the last rebalancing is, in the cluster's own word; null if there was none.</param>
    /// <param name="StartedUtc">When it began.</param>
    /// <param name="FinishedUtc">When it ended.</param>
    internal sealed record Moves(IReadOnlyList<Line> Running, string? State, DateTime? StartedUtc, DateTime? FinishedUtc);

    /// <summary>A move.</summary>
    internal sealed record Line(string Schema, string Source, string Target, string? Step, long Bytes, long CopiedBytes);
}
