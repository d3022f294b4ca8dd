using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>A change of one member of a workspace; answers with the members that there are then.</summary>
internal abstract class MemberVerb : Verb
{
    private readonly Argument<string> _workspace;
    private readonly Argument<string> _user;
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Changes nothing, and says who is a member now." };

    protected MemberVerb(string name, string description, params IReadOnlyList<string> examples)
        : base(name, description, typeof(MembersDocument), examples)
    {
        _workspace = With(new Argument<string>(Selection.NameOfWorkspace) { Description = "An id, a schema or a slug." });
        _user = With(new Argument<string>("user") { Description = "The host's id of the user." });
        With(_dryRun);
    }

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var workspace = await run.Names.GetAsync(run.Value(_workspace), cancellationToken).ConfigureAwait(false);
        var isDry = run.Value(_dryRun);
        if (!isDry)
        {
            var members = run.Get<IWorkspaceMemberService>();
            await ChangeAsync(run, members, workspace, run.Value(_user), cancellationToken).ConfigureAwait(false);
        }

        return await MembersDocument.ReadAsync(run, workspace, isDry, cancellationToken).ConfigureAwait(false);
    }

    protected abstract Task ChangeAsync(
        VerbRun run, IWorkspaceMemberService members, Workspace workspace, string user, CancellationToken cancellationToken);
}
