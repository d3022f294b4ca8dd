using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceService.CreateAsync"/>, and its first properties.</summary>
internal sealed class CreateVerb : Verb
{
    private readonly Argument<string> _name;
    private readonly Option<string> _owner;
    private readonly Option<string?> _slug;
    private readonly Option<Guid?> _id;
    private readonly Option<string?> _requestId;
    private readonly Option<string[]> _set;
    private readonly Option<bool> _dryRun;

    public CreateVerb()
        : base(
            "create",
            "Creates a workspace: its row, its owner, its schema and its tables.",
            typeof(Creation),
            "workspaces create Contoso --owner ada",
            "workspaces create \"Contoso Ltd\" --owner ada --slug contoso --set plan=pro")
    {
        _name = With(new Argument<string>("name") { Description = "The name that people see." });
        _owner = With(new Option<string>("--owner") { Description = "The user who owns it.", HelpName = "user", Required = true });
        _slug = With(new Option<string?>("--slug") { Description = "Its name in addresses. Default: made from the name." });
        _id = With(new Option<Guid?>("--id") { Description = "Its id; the same command may then be repeated without harm." });
        _requestId = With(new Option<string?>("--request-id")
        {
            Description = "Makes the command repeatable without an id.",
            HelpName = "text",
        });
        _set = With(new Option<string[]>("--set") { Description = "A property; more than once for several.", HelpName = "key=value" });
        _dryRun = With(Creation.DryRunOption());
    }

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var request = new NewWorkspace(run.Value(_name), run.Value(_owner)!)
        {
            Id = run.Value(_id),
            Slug = run.Value(_slug),
            RequestId = run.Value(_requestId),
            ActorId = run.Actor,
        };
        var properties = PropertyText.Values(run.Value(_set) ?? []);
        if (run.Value(_dryRun))
        {
            return await Creation.PlanAsync(run, request, cancellationToken).ConfigureAwait(false);
        }

        var workspaces = run.Get<IWorkspaceService>();
        var workspace = await workspaces.CreateAsync(request, cancellationToken).ConfigureAwait(false);
        if (properties.Count > 0)
        {
            workspace = await workspaces.ChangePropertiesAsync(
                workspace.Id, properties, expectedVersion: null, run.Actor, cancellationToken).ConfigureAwait(false);
        }

        return Creation.Of(request, workspace);
    }
}
