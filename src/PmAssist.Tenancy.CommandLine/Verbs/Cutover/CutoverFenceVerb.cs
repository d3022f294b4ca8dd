namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceCutover.FenceAsync"/>.</summary>
internal sealed class CutoverFenceVerb() : CutoverStepVerb(
    "fence",
    "Makes the source tables refuse writes, and carries the rest over. Asks first.",
    needsDescription: true,
    "cutover fence cutover.json")
{
    protected override string Question => "Fence the source tables? The application cannot write to them from then on.";

    protected override async Task<CutoverReport?> StepAsync(
        VerbRun run,
        IWorkspaceCutover cutover,
        CutoverDescription description,
        CutoverOptions options,
        IProgress<RunProgress<CutoverResult>> progress,
        CancellationToken cancellationToken)
        => await cutover.FenceAsync(description, options, progress, cancellationToken).ConfigureAwait(false);
}
