using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceService.GetAsync"/>, with its owners.</summary>
internal sealed class ShowVerb : Verb
{
    private readonly Argument<string[]> _names;

    public ShowVerb()
        : base(
            "show",
            "Shows all that the catalogue knows of workspaces.",
            typeof(Page),
            "workspaces show contoso",
            "workspaces show contoso fabrikam --json")
        => _names = With(new Argument<string[]>(Selection.NameOfWorkspace)
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "An id, a schema or a slug; several are allowed.",
        });

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var (shown, text) = (new List<Shown>(), new List<Block>());
        foreach (var name in run.Value(_names))
        {
            var workspace = await run.Names.GetAsync(name, cancellationToken).ConfigureAwait(false);
            var members = await MemberInfo.ReadAsync(run, workspace.Id, cancellationToken).ConfigureAwait(false);
            var owners = members.Where(m => m.Role == WorkspaceRole.Owner).Select(m => m.UserId).ToList();
            var info = WorkspaceInfo.Of(workspace);
            shown.Add(new Shown(info, members.Count, owners));
            text.AddRange(shown.Count > 1 ? [new Lines("")] : []);
            text.Add(info.ToGrid(("members", members.Count), ("owners", owners.Count == 0 ? "none" : string.Join(", ", owners))));
        }

        return new Answer(ExitCode.Done, new Page(shown), [.. text]);
    }

    /// <summary>Workspaces with their owners.</summary>
    /// <param name="Workspaces">In the order in which they were named.</param>
    internal sealed record Page(IReadOnlyList<Shown> Workspaces);

    /// <summary>A workspace with its owners.</summary>
    internal sealed record Shown(WorkspaceInfo Workspace, int MemberCount, IReadOnlyList<string> Owners);
}
