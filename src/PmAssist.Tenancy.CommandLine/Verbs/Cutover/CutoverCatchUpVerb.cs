namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceCutover.CatchUpAsync"/>.</summary>
internal sealed class CutoverCatchUpVerb() : CutoverStepVerb(
    "catch-up",
    "Carries over what changed since the last pass.",
    needsDescription: true,
    "cutover catch-up cutover.json")
{
    protected override async Task<CutoverReport?> StepAsync(
        VerbRun run,
        IWorkspaceCutover cutover,
        CutoverDescription description,
        CutoverOptions options,
        IProgress<RunProgress<CutoverResult>> progress,
        CancellationToken cancellationToken)
        => await cutover.CatchUpAsync(description, options, progress, cancellationToken).ConfigureAwait(false);
}
