using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceMemberService.AddAsync"/>.</summary>
internal sealed class AddMemberVerb : MemberVerb
{
    private readonly Option<WorkspaceRole> _role;

    public AddMemberVerb()
        : base("add", "Adds a member to a workspace.", "workspaces members add contoso grace --role admin")
        => _role = With(new Option<WorkspaceRole>("--role")
        {
            Description = "viewer, member, admin or owner. Default: member.",
            DefaultValueFactory = _ => WorkspaceRole.Member,
            CustomParser = ChoiceText.Parse<WorkspaceRole>,
        });

    protected override Task ChangeAsync(
        VerbRun run, IWorkspaceMemberService members, Workspace workspace, string user, CancellationToken cancellationToken)
        => members.AddAsync(workspace.Id, user, run.Value(_role), run.Actor, cancellationToken);
}
