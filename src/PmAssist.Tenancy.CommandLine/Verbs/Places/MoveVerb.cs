using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspacePlaces.MoveAsync"/>.</summary>
internal sealed class MoveVerb : ChangeVerb
{
    private readonly Option<string> _to;
    private readonly Option<bool> _blockWrites;

    public MoveVerb()
        : base(
            "move",
            "Moves workspaces to another node of the cluster, one after the other, while they are in use.",
            state: null,
            "workspaces move contoso --to db3.internal:5432",
            "workspaces move --where plan=large --to db4.internal:5432")
    {
        _to = With(new Option<string>("--to")
        {
            Description = "The node; 'workspaces places' has those there are.",
            HelpName = "host:port",
            Required = true,
        });
        _blockWrites = With(new Option<bool>("--block-writes")
        {
            Description = "Has writers wait all the time, not only for the last moment: for tables without a key.",
        });
    }

    protected override async Task<Workspace?> ChangeAsync(
        IWorkspaceService workspaces, Workspace workspace, VerbRun run, CancellationToken cancellationToken)
    {
        var isMoved = await run.Get<IWorkspacePlaces>()
            .MoveAsync(workspace.Id, run.Value(_to)!, run.Value(_blockWrites), run.Actor, cancellationToken).ConfigureAwait(false);
        return isMoved ? workspace : null;
    }
}
