using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspacePortability.CloneAsync"/>.</summary>
internal sealed class CloneVerb : Verb
{
    private readonly Argument<string> _workspace;
    private readonly Argument<string> _name;
    private readonly Option<string> _owner;
    private readonly Option<string?> _slug;
    private readonly Option<Guid?> _id;
    private readonly Option<bool> _dryRun;

    public CloneVerb()
        : base(
            "clone",
            "Makes a copy of a workspace, as it is at one moment, inside its database.",
            typeof(Creation),
            "workspaces clone contoso \"Contoso (trial)\" --owner ada --slug contoso-trial")
    {
        _workspace = With(new Argument<string>(Selection.NameOfWorkspace) { Description = "An id, a schema or a slug." });
        _name = With(new Argument<string>("name") { Description = "The copy's name." });
        _owner = With(new Option<string>("--owner") { Description = "The user who owns the copy.", HelpName = "user", Required = true });
        _slug = With(new Option<string?>("--slug") { Description = "The copy's name in addresses. Default: made from the name." });
        _id = With(new Option<Guid?>("--id") { Description = "The copy's id, which was never used. Default: a new one." });
        _dryRun = With(Creation.DryRunOption());
    }

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var workspace = await run.Names.GetAsync(run.Value(_workspace), cancellationToken).ConfigureAwait(false);
        var request = new NewWorkspace(run.Value(_name), run.Value(_owner)!)
        {
            Id = run.Value(_id),
            Slug = run.Value(_slug),
            ActorId = run.Actor,
        };
        if (run.Value(_dryRun))
        {
            return await Creation.PlanAsync(run, request, cancellationToken).ConfigureAwait(false);
        }

        using var progress = run.Progress("Rows:");
        return Creation.Of(request, await run.Get<IWorkspacePortability>()
            .CloneAsync(workspace.Id, request, WorkspaceFile.Of(progress), cancellationToken).ConfigureAwait(false));
    }
}
