using System.CommandLine;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceService.PurgeAsync"/>.</summary>
internal sealed class PurgeVerb : ChangeVerb
{
    private readonly Option<bool> _dropDependents;

    public PurgeVerb()
        : base(
            "purge",
            "Drops the schemas of deleted workspaces now, with all they hold. Asks first.",
            WorkspaceStatus.Deleting,
            "workspaces purge contoso",
            "workspaces purge --all --yes")
        => _dropDependents = With(new Option<bool>("--drop-dependents")
        {
            Description = "Drops what depends on the schema from outside, too.",
        });

    protected override string Question(VerbRun run, string what) => $"Purge {what}? Nothing brings the data back.";

    protected override async Task<Workspace?> ChangeAsync(
        IWorkspaceService workspaces, Workspace workspace, VerbRun run, CancellationToken cancellationToken)
    {
        await workspaces.PurgeAsync(workspace.Id, run.Value(_dropDependents), run.Actor, cancellationToken).ConfigureAwait(false);
        return await run.Get<ICatalogue>().ReadAsync(
            (master, token) => master.Workspaces.SingleAsync(w => w.Id == workspace.Id, token), cancellationToken).ConfigureAwait(false);
    }
}
