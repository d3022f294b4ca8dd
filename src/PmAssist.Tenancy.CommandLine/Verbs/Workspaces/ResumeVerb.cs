namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceService.ResumeAsync"/>.</summary>
internal sealed class ResumeVerb() : ChangeVerb(
    "resume",
    "Switches suspended or archived workspaces on again.",
    state: null,
    "workspaces resume contoso")
{
    protected override async Task<Workspace?> ChangeAsync(
        IWorkspaceService workspaces, Workspace workspace, VerbRun run, CancellationToken cancellationToken)
        => IfChanged(workspace, await workspaces.ResumeAsync(workspace.Id, run.Actor, cancellationToken).ConfigureAwait(false));
}
