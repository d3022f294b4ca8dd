namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceCutover.RunAsync"/>.</summary>
internal sealed class CutoverRunVerb() : CutoverStepVerb(
    "run",
    "Creates the workspaces, suspended, and copies their rows.",
    needsDescription: true,
    "cutover run cutover.json --parallel 8")
{
    protected override async Task<CutoverReport?> StepAsync(
        VerbRun run,
        IWorkspaceCutover cutover,
        CutoverDescription description,
        CutoverOptions options,
        IProgress<RunProgress<CutoverResult>> progress,
        CancellationToken cancellationToken)
        => await cutover.RunAsync(description, options, progress, cancellationToken).ConfigureAwait(false);
}
