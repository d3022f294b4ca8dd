using System.Globalization;

namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>Makes the rows of an old database, each from its place alone, so that none has to be kept.</summary>
internal sealed class OldRows
{
    private static readonly string[] States = ["active", "active", "active", "suspended", "archived", "trial"];
    private static readonly string[] Roles = ["owner", "admin", "member", "viewer", "guest"];
    private static readonly string[] Actions = ["document.created", "document.deleted", "link.created", "job.failed", "login", "{0}",
        "workspaces.listed"];
    private static readonly string[] Systems = ["github", "jira", "slack", "gitlab", "asana"];
    private static readonly string[] Kinds = ["triage", "Summary", "REVIEW", "planner"];
    private static readonly string[] JobStates = ["pending", "running", "succeeded", "failed", "cancelled", "queued", "done"];
    private static readonly string?[] Schedules = [null, null, "0 3 * * *", "*/5 * * * *", "@daily"];

    private readonly OldShape _shape;
    private readonly ulong _salt;
    private readonly OldTexts _texts;
    private readonly OldTimes _times;
    private readonly OldJson _json;
    private readonly double[] _weights;
    private readonly Guid[] _workspaces;
    private readonly List<int>[] _agentsOf;

    public OldRows(OldShape shape, IOldPlace place, ulong salt)
    {
        (_shape, _salt) = (shape, salt);
        (_texts, _times, _json) = (new(place.CountsUtf16), new(place.TicksOfTime), new(place.HasStrictJson));
        Troubles = new OldTroubles(this, place);

        // A few large workspaces and many small ones, as customers are.
        var sum = 0.0;
        _weights = [.. Enumerable.Range(1, Math.Max(1, shape.Workspaces - 2)).Select(i => sum += 1 / Math.Pow(i, 0.7))];
        _workspaces = [.. Enumerable.Range(0, shape.Workspaces).Select(i => Id(OldTables.Workspace, i))];
        _agentsOf = [.. _workspaces.Select(_ => new List<int>())];
        for (var i = 0; i < Troubles.FirstOf(OldTables.Agents); i++)
        {
            _agentsOf[HomeOf(OldTables.Agents, i)].Add(i);
        }
    }

    public OldShape Shape => _shape;

    public OldTroubles Troubles { get; }

    public OldJson Json => _json;

    public IReadOnlyList<Guid> Workspaces => _workspaces;

    /// <summary>The first half of a row's id.</summary>
    public ulong Half(OldTable table, int index) => new OldRandom(_salt, table.Number, (ulong)index).Next();

    public Guid Id(OldTable table, int index) => OldId.For(Half(table, index), table, index);

    /// <summary>The row that was there from the beginning.</summary>
    public OldRow Make(OldTable table, int index)
    {
        var row = table == OldTables.Tags ? MakeTag(index) : Make(table, index, _workspaces[HomeOf(table, index)], now: false);
        return Troubles.Apply(row, index);
    }

    /// <summary>A row as the old application writes it today.</summary>
    public OldRow New(OldTable table, int index, Guid workspaceId) => Make(table, index, workspaceId, now: true);

    public DateTimeOffset Now(int salt)
    {
        var random = new OldRandom(_shape.Seed, table: 100, (ulong)salt);
        return _times.Now(ref random);
    }

    /// <summary>The first agent that belongs to another workspace.</summary>
    public Guid AgentElsewhere(Guid workspaceId)
    {
        var other = Array.FindIndex(
            _agentsOf, 0, agents => agents.Count > 0 && _workspaces[Array.IndexOf(_agentsOf, agents)] != workspaceId);
        return Id(OldTables.Agents, _agentsOf[other][0]);
    }

    /// <summary>Tells most rows of other workspaces without making them.</summary>
    public bool MayBelongTo(OldTable table, int index, Guid workspaceId)
        => index >= Troubles.FirstOf(table)
            || _workspaces[table == OldTables.Tags ? HomeOf(OldTables.Documents, DocumentOf(index)) : HomeOf(table, index)] == workspaceId;

    private int HomeOf(OldTable table, int index)
    {
        if (table == OldTables.Workspace)
        {
            return index;
        }

        var random = new OldRandom(_shape.Seed, table.Number + 50UL, (ulong)index);
        var place = random.Below(1_000_000) / 1_000_000.0 * _weights[^1];
        var found = Array.BinarySearch(_weights, place);
        return Math.Min(found < 0 ? ~found : found, _weights.Length - 1);
    }

    private OldRow MakeTag(int index)
    {
        var random = new OldRandom(_shape.Seed, OldTables.Tags.Number, (ulong)index);
        var document = DocumentOf(index);
        return Tag(ref random, index, _workspaces[HomeOf(OldTables.Documents, document)], Id(OldTables.Documents, document));
    }

    private int DocumentOf(int tag) => new OldRandom(_shape.Seed, table: 200, (ulong)tag).Below(Troubles.FirstOf(OldTables.Documents));

    private OldRow Tag(ref OldRandom random, int index, Guid workspaceId, Guid documentId)
        => new(OldTables.Tags, [workspaceId, documentId, _texts.Next(ref random, 64, Suffix(index)), _texts.NextOrNull(ref random, 1000)]);

    private OldRow Make(OldTable table, int index, Guid workspaceId, bool now)
    {
        var random = new OldRandom(_shape.Seed, table.Number, (ulong)index);
        var id = Id(table, index);
        var created = now ? _times.Now(ref random) : _times.Next(ref random);
        var updated = now ? _times.Now(ref random) : _times.Next(ref random);
        object?[] values = table.Name switch
        {
            "Workspace" => [id, _texts.Next(ref random, Workspace.MaxNameLength), random.From(States), created, updated],
            "WorkspaceMember" => [workspaceId, _texts.Next(ref random, 128, Suffix(index)), random.From(Roles), created],
            "AuditLog" =>
            [
                id, random.OneIn(20) ? null : random.OneIn(20) ? OldId.For(random.Next(), OldTables.Workspace, int.MaxValue) : workspaceId,
                _texts.NextOrNull(ref random, 128), random.From(Actions), _texts.Next(ref random, 64), _texts.Next(ref random, 128),
                _json.NextOrNull(ref random), created,
            ],
            "WorkspaceExternalLink" =>
            [
                id, workspaceId, random.From(Systems), _texts.Next(ref random, 256, Suffix(index)), _texts.Next(ref random, 200),
                random.OneIn(3) ? null : _texts.Next(ref random, 2048), _json.NextOrNull(ref random), created, updated,
            ],
            "agents" =>
            [
                id, workspaceId, _texts.Next(ref random, 200), random.From(Kinds), _json.Next(ref random), random.OneIn(2), created,
                updated,
            ],
            "jobs" =>
            [
                id, workspaceId, now ? null : AgentOf(ref random, workspaceId), _texts.Next(ref random, 200), random.From(Schedules),
                random.From(JobStates), _json.Next(ref random), random.OneIn(10) ? null : random.Below(5), _times.Next(ref random),
                _times.NextOrNull(ref random), _times.NextOrNull(ref random), _texts.NextOrNull(ref random, 4000), created, updated,
            ],
            "documents" =>
            [
                id, workspaceId, random.OneIn(30) ? null : _texts.Next(ref random, 200), random.OneIn(30) ? null : _texts.Body(ref random),
                _texts.NextOrNull(ref random, 64), (long)random.Next(), random.OneIn(2), now ? null : AgentOf(ref random, workspaceId),
                created, updated,
            ],
            _ => throw new ArgumentException($"Rows of {table.Name} are not made this way.", nameof(table)),
        };
        return new(table, values);
    }

    /// <summary>A tag for a document that is given.</summary>
    public OldRow NewTag(int index, Guid workspaceId, Guid documentId)
    {
        var random = new OldRandom(_shape.Seed, OldTables.Tags.Number, (ulong)index);
        return Tag(ref random, index, workspaceId, documentId);
    }

    private Guid? AgentOf(ref OldRandom random, Guid workspaceId)
    {
        var agents = _agentsOf[Array.IndexOf(_workspaces, workspaceId)];
        return agents.Count == 0 || random.OneIn(3) ? null : Id(OldTables.Agents, random.From(agents));
    }

    /// <summary>What the row is known by where its key has no id of its own.</summary>
    private static string Suffix(int index) => string.Create(CultureInfo.InvariantCulture, $"#{index}");
}
