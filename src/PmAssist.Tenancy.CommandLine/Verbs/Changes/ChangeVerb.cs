using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>A change that is made to workspaces one after the other, each in its own transaction.</summary>
internal abstract class ChangeVerb : Verb
{
    private readonly Selection _selection;
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Says what would be changed, and changes nothing." };

    /// <param name="name">The verb.</param>
    /// <param name="description">What it does.</param>
    /// <param name="state">The state of those that <c>--where</c> and <c>--all</c> look among; null for all but deleted ones.</param>
    /// <param name="examples">Whole commands.</param>
    protected ChangeVerb(string name, string description, WorkspaceStatus? state, params IReadOnlyList<string> examples)
        : base(name, description, typeof(ChangeReport), examples)
    {
        _selection = new Selection(state);
        With(_selection.Names);
        With(_selection.Where);
        With(_selection.All);
        With(_dryRun);
    }

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var workspaces = await _selection.ReadAsync(run, cancellationToken).ConfigureAwait(false);
        Check(run, workspaces.Count);
        if (run.Value(_dryRun))
        {
            return new ChangeReport(true, [.. workspaces.Select(w => Result(w, ChangeOutcome.Planned))]).ToAnswer();
        }

        if (workspaces.Count > 0 && Question(run, Grid.NameOf(workspaces)) is { } question)
        {
            run.Confirm(question);
        }

        var results = new List<ChangeResult>();
        using var progress = run.Progress("Workspaces:");
        foreach (var workspace in workspaces)
        {
            results.Add(await ChangeOneAsync(run, workspace, cancellationToken).ConfigureAwait(false));
            progress.Report(results.Count, results.Count(r => r.Outcome == ChangeOutcome.Failed), workspaces.Count - results.Count);
        }

        return new ChangeReport(false, results).ToAnswer();
    }

    /// <summary>Changes one workspace.</summary>
    /// <returns>The workspace afterward; null if it was so already.</returns>
    protected abstract Task<Workspace?> ChangeAsync(
        IWorkspaceService workspaces, Workspace workspace, VerbRun run, CancellationToken cancellationToken);

    /// <summary>Refuses options that do not go together, before anything is asked or changed. Default: none.</summary>
    /// <param name="run">The run.</param>
    /// <param name="count">How many workspaces were chosen.</param>
    /// <exception cref="UsageException">They do not.</exception>
    protected virtual void Check(VerbRun run, int count)
    {
    }

    /// <summary>The workspace afterward, or null if its row was not written.</summary>
    protected static Workspace? IfChanged(Workspace before, Workspace after) => after.Version == before.Version ? null : after;

    /// <summary>What is asked before the change; null where nothing is lost by it. Default: null.</summary>
    protected virtual string? Question(VerbRun run, string what) => null;

    private async Task<ChangeResult> ChangeOneAsync(VerbRun run, Workspace workspace, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Result(workspace, ChangeOutcome.Skipped);
        }

        try
        {
            var after = await ChangeAsync(run.Get<IWorkspaceService>(), workspace, run, cancellationToken).ConfigureAwait(false);
            return after is null ? Result(workspace, ChangeOutcome.Unchanged) : Result(after, ChangeOutcome.Done);
        }
        catch (OperationCanceledException)
        {
            return Result(workspace, ChangeOutcome.Skipped);
        }
        catch (Exception exception)
        {
            // Whatever it is, the answer has those that were changed before.
            return Result(workspace, ChangeOutcome.Failed) with { Error = Failure.Sentence(exception) };
        }
    }

    private static ChangeResult Result(Workspace workspace, ChangeOutcome outcome)
        => new(workspace.Id, workspace.Slug, outcome, workspace.Status, Error: null);
}
