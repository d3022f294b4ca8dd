using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceService.ChangePropertiesAsync"/>.</summary>
internal sealed class SetVerb : Verb
{
    private readonly Argument<string> _workspace;
    private readonly Argument<string[]> _properties;
    private readonly Option<bool> _dryRun;

    public SetVerb()
        : base(
            "set",
            "Sets properties of a workspace; one with nothing after the = is removed.",
            typeof(Setting),
            "workspaces set contoso plan=pro seats=25",
            "workspaces set contoso trial=")
    {
        _workspace = With(new Argument<string>(Selection.NameOfWorkspace) { Description = "An id, a schema or a slug." });
        _properties = With(new Argument<string[]>("key=value")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "JSON where the value is some (25, true), else text.",
        });
        _dryRun = With(new Option<bool>("--dry-run") { Description = "Says what would be changed, and changes nothing." });
    }

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var changes = PropertyText.Values(run.Value(_properties));
        var before = await run.Names.GetAsync(run.Value(_workspace), cancellationToken).ConfigureAwait(false);
        var isDry = run.Value(_dryRun);
        var after = isDry
            ? before
            : await run.Get<IWorkspaceService>().ChangePropertiesAsync(
                before.Id, changes, expectedVersion: null, run.Actor, cancellationToken).ConfigureAwait(false);
        List<Change> list =
        [
            .. changes.Select(c => new Change(
                c.Key,
                before.Properties.Values.TryGetValue(c.Key, out var value) ? value.ToString() : null,
                c.Value?.ToString())),
        ];
        return new Answer(
            ExitCode.Done,
            new Setting(isDry, WorkspaceInfo.Of(after), list),
            Grid.Of(list, ("property", c => c.Key), ("before", c => c.Before ?? "none"), ("after", c => c.After ?? "none")))
        {
            Remarks = isDry ? ["Nothing was changed."] : [],
        };
    }

    /// <summary>What was changed, or would be.</summary>
    internal sealed record Setting(bool DryRun, WorkspaceInfo Workspace, IReadOnlyList<Change> Changes);

    /// <summary>A property; null for none.</summary>
    internal sealed record Change(string Key, string? Before, string? After);
}
