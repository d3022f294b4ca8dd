using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceMemberService.ListAsync"/>, page by page.</summary>
internal sealed class ListMembersVerb : Verb
{
    private readonly Argument<string> _workspace;

    public ListMembersVerb()
        : base("list", "Lists the members of a workspace.", typeof(MembersDocument), "workspaces members list contoso")
        => _workspace = With(new Argument<string>(Selection.NameOfWorkspace) { Description = "An id, a schema or a slug." });

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var workspace = await run.Names.GetAsync(run.Value(_workspace), cancellationToken).ConfigureAwait(false);
        return await MembersDocument.ReadAsync(run, workspace, isDry: false, cancellationToken).ConfigureAwait(false);
    }
}
