using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceMemberService.ChangeRoleAsync"/>.</summary>
internal sealed class SetRoleVerb : MemberVerb
{
    private readonly Argument<WorkspaceRole> _role;

    public SetRoleVerb()
        : base("set-role", "Changes what a member of a workspace may do.", "workspaces members set-role contoso grace owner")
        => _role = With(new Argument<WorkspaceRole>("role")
        {
            Description = "viewer, member, admin or owner.",
            CustomParser = ChoiceText.Parse<WorkspaceRole>,
        });

    protected override Task ChangeAsync(
        VerbRun run, IWorkspaceMemberService members, Workspace workspace, string user, CancellationToken cancellationToken)
        => members.ChangeRoleAsync(workspace.Id, user, run.Value(_role), run.Actor, cancellationToken);
}
