namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceCutover.RetireAsync"/>.</summary>
internal sealed class CutoverRetireVerb() : CutoverStepVerb(
    "retire",
    "Renames the source tables; they still refuse writes.",
    needsDescription: true,
    "cutover retire cutover.json")
{
    protected override Task<CutoverReport?> StepAsync(
        VerbRun run,
        IWorkspaceCutover cutover,
        CutoverDescription description,
        CutoverOptions options,
        IProgress<RunProgress<CutoverResult>> progress,
        CancellationToken cancellationToken)
        => SilentAsync(cutover.RetireAsync(description, options, cancellationToken));
}
