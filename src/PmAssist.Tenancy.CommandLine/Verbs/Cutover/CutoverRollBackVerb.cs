using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceCutover.RollBackAsync"/>.</summary>
internal sealed class CutoverRollBackVerb : CutoverStepVerb
{
    private readonly Option<bool> _discard;

    public CutoverRollBackVerb()
        : base(
            "rollback",
            "Takes everything back: the source tables take writes, what was carried over is removed. Asks first.",
            needsDescription: true,
            "cutover rollback cutover.json")
        => _discard = With(new Option<bool>("--discard-new-writes")
        {
            Description = "Goes on although the new side has writes of its own.",
        });

    protected override string Question => "Take the cutover back, and remove what was carried over?";

    protected override Task<CutoverReport?> StepAsync(
        VerbRun run,
        IWorkspaceCutover cutover,
        CutoverDescription description,
        CutoverOptions options,
        IProgress<RunProgress<CutoverResult>> progress,
        CancellationToken cancellationToken)
        => SilentAsync(cutover.RollBackAsync(description, run.Value(_discard), options, cancellationToken));
}
