using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceDoctor.AdoptAsync"/>.</summary>
internal sealed class AdoptVerb : Verb
{
    private readonly Argument<string> _schema;
    private readonly Argument<string> _name;
    private readonly Option<string> _owner;
    private readonly Option<string?> _slug;
    private readonly Option<bool> _dryRun;

    public AdoptVerb()
        : base(
            "adopt",
            "Makes a workspace of a schema that no row owns, which 'doctor' found.",
            typeof(Creation),
            "workspaces adopt ws_123e4567e89b12d3a456426614174000 Contoso --owner ada")
    {
        _schema = With(new Argument<string>("schema") { Description = "The schema; its name has the workspace's id." });
        _name = With(new Argument<string>("name") { Description = "The name that people see." });
        _owner = With(new Option<string>("--owner") { Description = "The user who owns it.", HelpName = "user", Required = true });
        _slug = With(new Option<string?>("--slug") { Description = "Its name in addresses. Default: made from the name." });
        _dryRun = With(Creation.DryRunOption());
    }

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var text = run.Value(_schema);
        var id = WorkspaceNames.IdIn(text)
            ?? throw new UsageException($"'{text}' is no workspace's schema. Write ws_ and the 32 digits of its id, as 'doctor' shows it.");
        var request = new NewWorkspace(run.Value(_name), run.Value(_owner)!) { Id = id, Slug = run.Value(_slug), ActorId = run.Actor };
        return run.Value(_dryRun)
            ? await Creation.PlanAsync(run, request, cancellationToken).ConfigureAwait(false)
            : Creation.Of(request, await run.Get<IWorkspaceDoctor>()
                .AdoptAsync(WorkspaceSchema.For(id), request, cancellationToken).ConfigureAwait(false));
    }
}
