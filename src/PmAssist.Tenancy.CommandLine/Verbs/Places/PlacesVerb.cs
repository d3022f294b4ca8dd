namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspacePlaces.ListAsync"/> and <see cref="IWorkspacePlaces.GetNodesAsync"/>.</summary>
internal sealed class PlacesVerb : Verb
{
    private const string Coordinator = "(not distributed)";

    private readonly Selection _selection = new();

    public PlacesVerb()
        : base(
            "places",
            "Says on which node each workspace is, how large it is, and what the nodes have together.",
            typeof(Places),
            "workspaces places",
            "workspaces places contoso --json")
    {
        With(_selection.Names);
        With(_selection.Where);
    }

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var places = run.Get<IWorkspacePlaces>();
        var filter = await _selection.ReadFilterAsync(run, cancellationToken).ConfigureAwait(false);
        var workspaces = await places.ListAsync(cancellationToken)
            .Where(p => filter?.Invoke(p.Workspace) != false)
            .Select(p => new Line(p.Workspace.Id, p.Workspace.Slug, p.Workspace.Status, p.IsDistributed, p.Node, p.Bytes, p.HasWayBack))
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        var nodes = (await places.GetNodesAsync(cancellationToken).ConfigureAwait(false)).Select(n => NodeOf(n, workspaces)).ToList();
        return new Answer(
            ExitCode.Done,
            new Places(workspaces, nodes),
            Grid.Of(
                workspaces,
                ("workspace", w => w.Slug),
                ("node", w => w.IsDistributed ? w.Node : Coordinator),
                ("bytes", w => w.Bytes),
                ("way back", w => w.HasWayBack)),
            new Lines(""),
            Grid.Of(
                nodes,
                ("node", n => n.Name),
                ("coordinator", n => n.IsCoordinator),
                ("takes workspaces", n => n.TakesWorkspaces),
                ("workspaces", n => n.Workspaces),
                ("bytes", n => n.Bytes)))
        {
            Remarks =
            [
                $"{Grid.TextOf(workspaces.Count)} workspaces, {Grid.TextOf(workspaces.Count(w => !w.IsDistributed))} not distributed.",
            ],
        };
    }

    private static Node NodeOf(PlaceNode node, List<Line> workspaces)
    {
        var here = workspaces.FindAll(w => w.Node == node.Name || (node.IsCoordinator && !w.IsDistributed));
        return new Node(node.Name, node.IsCoordinator, node.TakesWorkspaces, here.Count, here.Sum(w => w.Bytes));
    }

    /// <summary>Where workspaces are.</summary>
    /// <param name="Workspaces">Each workspace, by id; spares are among them.</param>
    /// <param name="Nodes">Each node, the coordinator as the first.</param>
    internal sealed record Places(IReadOnlyList<Line> Workspaces, IReadOnlyList<Node> Nodes);

    /// <summary>Where one workspace is.</summary>
    internal sealed record Line(
        Guid Id, string Slug, WorkspaceStatus Status, bool IsDistributed, string? Node, long Bytes, bool HasWayBack);

    /// <summary>A node, and what it has of the workspaces that were chosen.</summary>
    internal sealed record Node(string Name, bool IsCoordinator, bool TakesWorkspaces, int Workspaces, long Bytes);
}
