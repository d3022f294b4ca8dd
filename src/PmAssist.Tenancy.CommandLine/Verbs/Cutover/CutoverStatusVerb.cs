namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceCutover.GetPhaseAsync"/>; found is one that was begun and is not over.</summary>
internal sealed class CutoverStatusVerb() : Verb("status", "Says how far the cutover is.", typeof(Status), "cutover status")
{
    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var phase = await run.Get<IWorkspaceCutover>().GetPhaseAsync(cancellationToken).ConfigureAwait(false);
        var next = phase switch
        {
            CutoverPhase.None => "run",
            CutoverPhase.Copying => "run again if it was cut off, catch-up, fence, or rollback",
            CutoverPhase.Fenced => "verify, or rollback",
            CutoverPhase.Verified => "open, or rollback",
            CutoverPhase.Open => "retire, or rollback",
            CutoverPhase.Retired => "drop, or rollback",
            _ => "none",
        };
        var isOver = phase is CutoverPhase.None or CutoverPhase.Dropped;
        return new Answer(isOver ? ExitCode.Done : ExitCode.Found, new Status(phase, next), Grid.Of(("phase", phase), ("next", next)));
    }

    /// <summary>How far it is, and which verb comes next.</summary>
    internal sealed record Status(CutoverPhase Phase, string Next);
}
