namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>The rows that break rules: the last ones of each table.</summary>
internal sealed class OldTroubles
{
    private readonly Dictionary<OldTable, List<OldTrouble>> _troubles;
    private readonly OldRows _rows;

    public OldTroubles(OldRows rows, IOldPlace place)
    {
        _rows = rows;
        var all = rows.Shape.Troubles ? Make(place) : [];
        _troubles = OldTables.All.ToDictionary(table => table, table => all.Where(t => t.Table == table).ToList());
        foreach (var table in OldTables.All.Where(t => rows.Shape.Count(t) < CountOf(t)))
        {
            throw new ArgumentException($"{rows.Shape.Rows} rows are too few for the troubles of {table.Name}.", nameof(rows));
        }
    }

    public IEnumerable<OldTrouble> All => _troubles.Values.SelectMany(t => t);

    /// <summary>The place of a table's first row with a trouble; all before it are good.</summary>
    public int FirstOf(OldTable table) => _rows.Shape.Count(table) - CountOf(table);

    public OldRow Apply(OldRow row, int index)
    {
        var number = index - FirstOf(row.Table);
        foreach (var trouble in _troubles[row.Table])
        {
            if (number < 0)
            {
                break;
            }

            if (number < trouble.Rows)
            {
                return trouble.Spoil(row, number);
            }

            number -= trouble.Rows;
        }

        return row;
    }

    private int CountOf(OldTable table) => _troubles[table].Sum(t => t.Rows);

    private List<OldTrouble> Make(IOldPlace place)
    {
        const CutoverAction Skip = CutoverAction.Skip, Fix = CutoverAction.Fix;
        var nowhere = OldId.For(half: 404, OldTables.Workspace, int.MaxValue);
        List<OldTrouble> troubles =
        [
            new(OldTables.Workspace, CutoverRule.TextTooLong, "name", Fix, 2, (row, n) => row.With("name", OldTexts.TooLong(n + 2, 200))),
            new(OldTables.Members, CutoverRule.BrokenReference, "workspace_id", Skip, 2, (row, _) => row.With("workspace_id", nowhere)),
            new(
                OldTables.AuditLog, CutoverRule.BadValue, "details", Skip, 3,
                (row, n) => row.With("details", place.HasStrictJson ? OldJson.Loose[n] : OldJson.Malformed[n])),

            new(OldTables.Links, CutoverRule.NullWorkspace, null, Skip, 2, (row, _) => row.With("workspace_id", null)),
            new(OldTables.Links, CutoverRule.MissingWorkspace, null, Skip, 3, (row, _) => row.With("workspace_id", nowhere)),
            new(OldTables.Links, CutoverRule.TextTooLong, "display_name", Skip, 3, (row, n) => row.With("title", OldTexts.TooLong(n, 200))),
            new(OldTables.Links, CutoverRule.BadValue, "configuration", Skip, 9, (row, n) => row.With("metadata", _rows.Json.Broken(n))),
            new(OldTables.Links, CutoverRule.DuplicateKey, "provider,external_id", Skip, 4, Duplicate),

            new(OldTables.Agents, CutoverRule.NullValue, "name", Skip, 2, (row, _) => row.With("name", null)),
            new(OldTables.Agents, CutoverRule.NullWorkspace, null, Skip, 1, (row, _) => row.With("workspace_id", null)),

            new(OldTables.Jobs, CutoverRule.BadValue, "status", Fix, 3, (row, n) => row.With("status", n == 0 ? "" : "zombie")),
            new(OldTables.Jobs, CutoverRule.BadValue, "payload", Fix, 6, (row, n) => row.With("payload", _rows.Json.Broken(n))),
            new(OldTables.Jobs, CutoverRule.BrokenReference, "agent_id", Fix, 5, BreakAgent),
            new(
                OldTables.Jobs, CutoverRule.MissingWorkspace, null, Fix, 2,
                (row, _) => row.With("workspace_id", nowhere).With("agent_id", null)),
            new(OldTables.Jobs, CutoverRule.NullWorkspace, null, Fix, 1, (row, _) => row.With("workspace_id", null).With("agent_id", null)),

            new(
                OldTables.Documents, CutoverRule.NullWorkspace, null, Skip, 2,
                (row, _) => row.With("workspace_id", null).With("agent_id", null)),
            new(
                OldTables.Documents, CutoverRule.MissingWorkspace, null, Skip, 2,
                (row, _) => row.With("workspace_id", nowhere).With("agent_id", null)),
            new(OldTables.Documents, CutoverRule.TextTooLong, "title", Fix, 3, (row, n) => row.With("title", OldTexts.TooLong(n, 200))),
            new(
                OldTables.Documents, CutoverRule.BrokenReference, "agent_id", Fix, 1,
                (row, _) => row.With("agent_id", _rows.AgentElsewhere(row.WorkspaceId!.Value))),

            new(OldTables.Tags, CutoverRule.BrokenReference, "document_id", Skip, 6, BreakDocument),
        ];
        if (place.KeepsIdsAsText)
        {
            troubles.Add(
                new(
                    OldTables.Documents, CutoverRule.BadValue, "created_utc", Skip, 2,
                    (row, n) => row.With("created_at", n == 0 ? "yesterday" : "")));
            troubles.Add(new(OldTables.Documents, CutoverRule.BadValue, "id", Skip, 1, (row, _) => row.With("id", "draft-17")));
        }

        return troubles;
    }

    /// <summary>The same values as an earlier row's, and a key that is greater for each engine.</summary>
    private OldRow Duplicate(OldRow row, int number)
    {
        var first = _rows.Make(OldTables.Links, number);
        var index = OldId.IndexOf((Guid)row["id"]!, OldTables.Links)!.Value;
        return row.With("id", OldId.For(_rows.Half(OldTables.Links, number), OldTables.Links, index))
            .With("workspace_id", first["workspace_id"])
            .With("system", first["system"])
            .With("external_id", first["external_id"]);
    }

    /// <summary>An agent of another workspace, one that does not exist, and one that is left behind itself.</summary>
    private OldRow BreakAgent(OldRow row, int number)
    {
        if (number < 3)
        {
            return row.With("agent_id", _rows.AgentElsewhere(row.WorkspaceId!.Value));
        }

        var nameless = _rows.Make(OldTables.Agents, FirstOf(OldTables.Agents));
        return number == 3
            ? row.With("agent_id", OldId.For(half: 404, OldTables.Agents, int.MaxValue))
            : row.With("workspace_id", nameless["workspace_id"]).With("agent_id", nameless["id"]);
    }

    /// <summary>A document that does not exist, one that is left behind itself, and one of another workspace.</summary>
    private OldRow BreakDocument(OldRow row, int number)
        => number switch
        {
            < 3 => row.With("document_id", OldId.For(half: 404, OldTables.Documents, int.MaxValue)),
            < 5 => row.With("document_id", _rows.Id(OldTables.Documents, FirstOf(OldTables.Documents))),
            _ => row.With("workspace_id", _rows.Workspaces.First(id => id != row.WorkspaceId)),
        };
}
