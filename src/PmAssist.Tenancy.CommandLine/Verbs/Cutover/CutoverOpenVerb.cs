namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceCutover.OpenAsync"/>.</summary>
internal sealed class CutoverOpenVerb() : CutoverStepVerb(
    "open",
    "Gives the new workspaces the states that those of the source have.",
    needsDescription: false,
    "cutover open")
{
    protected override Task<CutoverReport?> StepAsync(
        VerbRun run,
        IWorkspaceCutover cutover,
        CutoverDescription description,
        CutoverOptions options,
        IProgress<RunProgress<CutoverResult>> progress,
        CancellationToken cancellationToken)
        => SilentAsync(cutover.OpenAsync(options, cancellationToken));
}
