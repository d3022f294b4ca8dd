namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceMemberService.RemoveAsync"/>.</summary>
internal sealed class RemoveMemberVerb()
    : MemberVerb("remove", "Removes a member from a workspace; never its last owner.", "workspaces members remove contoso grace")
{
    protected override async Task ChangeAsync(
        VerbRun run, IWorkspaceMemberService members, Workspace workspace, string user, CancellationToken cancellationToken)
    {
        if (!await members.RemoveAsync(workspace.Id, user, run.Actor, cancellationToken).ConfigureAwait(false))
        {
            throw new TenancyException($"'{user}' is no member of the workspace '{workspace.Slug}'; nothing was changed.");
        }
    }
}
