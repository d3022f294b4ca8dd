using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>A step of a cutover.</summary>
internal abstract class CutoverStepVerb : Verb
{
    private readonly Argument<string>? _file;
    private readonly CutoverPace _pace;
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Says how far the cutover is, and changes nothing." };

    protected CutoverStepVerb(string name, string description, bool needsDescription, params IReadOnlyList<string> examples)
        : base(name, description, typeof(CutoverStep), examples)
    {
        _file = needsDescription ? With(DescriptionFile.Argument()) : null;
        _pace = new CutoverPace(With);
        With(_dryRun);
    }

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var description = _file is { } file
            ? await DescriptionFile.ReadAsync(run.Value(file), cancellationToken).ConfigureAwait(false)
            : new CutoverDescription();
        CutoverReport? report = null;
        var isDry = run.Value(_dryRun);
        if (!isDry)
        {
            if (Question is { } question)
            {
                run.Confirm(question);
            }

            using var progress = run.Progress("Workspaces:");
            report = await StepAsync(
                run, run.Get<IWorkspaceCutover>(), description, _pace.Read(run), progress.Of<CutoverResult>(), cancellationToken)
                .ConfigureAwait(false);
        }

        return await CutoverStep.AnswerAsync(run, isDry, report, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is asked before; null where nothing is lost by it. Default: null.</summary>
    protected virtual string? Question => null;

    /// <returns>What it did; null where the step tells nothing.</returns>
    protected abstract Task<CutoverReport?> StepAsync(
        VerbRun run,
        IWorkspaceCutover cutover,
        CutoverDescription description,
        CutoverOptions options,
        IProgress<RunProgress<CutoverResult>> progress,
        CancellationToken cancellationToken);

    /// <summary>For a step that tells nothing.</summary>
    protected static async Task<CutoverReport?> SilentAsync(Task step)
    {
        await step.ConfigureAwait(false);
        return null;
    }
}
