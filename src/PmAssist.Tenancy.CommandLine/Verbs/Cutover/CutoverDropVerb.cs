namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceCutover.DropAsync"/>.</summary>
internal sealed class CutoverDropVerb() : CutoverStepVerb(
    "drop",
    "Drops the renamed source tables. There is no way back. Asks first.",
    needsDescription: true,
    "cutover drop cutover.json --yes")
{
    protected override string Question => "Drop the source tables? Nothing brings them back.";

    protected override Task<CutoverReport?> StepAsync(
        VerbRun run,
        IWorkspaceCutover cutover,
        CutoverDescription description,
        CutoverOptions options,
        IProgress<RunProgress<CutoverResult>> progress,
        CancellationToken cancellationToken)
        => SilentAsync(cutover.DropAsync(description, options, cancellationToken));
}
