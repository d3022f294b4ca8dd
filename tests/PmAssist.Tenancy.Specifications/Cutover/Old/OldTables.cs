namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>
/// An old table. No constraint but its key keeps rows out, as in the database of an application that trusted itself.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Share">How many of a hundred rows it has.</param>
/// <param name="Key">Its key.</param>
/// <param name="Columns">All columns.</param>
public sealed record OldTable(string Name, int Share, IReadOnlyList<string> Key, IReadOnlyList<OldColumn> Columns)
{
    private readonly Dictionary<string, int> _positions = Columns.Select((c, i) => (c.Name, i)).ToDictionary(p => p.Name, p => p.i);

    /// <summary>Whether there is an index on <c>workspace_id</c>.</summary>
    public bool HasWorkspaceIndex { get; init; } = true;

    /// <summary>Where a table stands in <see cref="OldTables.All"/>; part of its rows' ids.</summary>
    public byte Number { get; init; }

    public int Position(string column) => _positions[column];
}

/// <summary>The tables of the old application.</summary>
public static class OldTables
{
    public static readonly OldTable Workspace = new("Workspace", 0, ["id"],
    [
        new("id", OldType.Id), new("name", OldType.Text), new("status", OldType.Text), new("created_at", OldType.Time),
        new("updated_at", OldType.Time),
    ])
    { Number = 1 };

    public static readonly OldTable Members = new("WorkspaceMember", 2, ["workspace_id", "user_id"],
    [
        new("workspace_id", OldType.Id), new("user_id", OldType.KeyText), new("role", OldType.Text), new("joined_at", OldType.Time),
    ])
    { Number = 2 };

    public static readonly OldTable AuditLog = new("AuditLog", 8, ["id"],
    [
        new("id", OldType.Id), new("workspace_id", OldType.Id), new("actor", OldType.Text), new("action", OldType.Text),
        new("entity_type", OldType.Text), new("entity_id", OldType.Text), new("details", OldType.LooseJson),
        new("created_at", OldType.Time),
    ])
    { Number = 3 };

    public static readonly OldTable Links = new("WorkspaceExternalLink", 11, ["id"],
    [
        new("id", OldType.Id), new("workspace_id", OldType.Id), new("system", OldType.Text), new("external_id", OldType.Text),
        new("title", OldType.Text), new("url", OldType.Text), new("metadata", OldType.JsonText), new("created_at", OldType.Time),
        new("updated_at", OldType.Time),
    ])
    { Number = 4 };

    public static readonly OldTable Agents = new("agents", 5, ["id"],
    [
        new("id", OldType.Id), new("workspace_id", OldType.Id), new("name", OldType.Text), new("kind", OldType.Text),
        new("config", OldType.Json),
        new("enabled", OldType.Flag), new("created_at", OldType.Time), new("updated_at", OldType.Time),
    ])
    { Number = 5 };

    public static readonly OldTable Jobs = new("jobs", 15, ["id"],
    [
        new("id", OldType.Id), new("workspace_id", OldType.Id), new("agent_id", OldType.Id), new("name", OldType.Text),
        new("schedule", OldType.Text),
        new("status", OldType.Text), new("payload", OldType.JsonText), new("attempts", OldType.Number), new("run_at", OldType.Time),
        new("started_at", OldType.Time), new("finished_at", OldType.Time), new("last_error", OldType.Text), new("created_at", OldType.Time),
        new("updated_at", OldType.Time),
    ])
    { Number = 6 };

    public static readonly OldTable Documents = new("documents", 34, ["id"],
    [
        new("id", OldType.Id), new("workspace_id", OldType.Id), new("title", OldType.Text), new("body", OldType.Text),
        new("author", OldType.Text),
        new("size", OldType.BigNumber), new("legacy_flag", OldType.Flag), new("agent_id", OldType.Id), new("created_at", OldType.Time),
        new("updated_at", OldType.Time),
    ])
    { Number = 7 };

    /// <summary>A table in which no column tells of a change, and that has no index on its workspace.</summary>
    public static readonly OldTable Tags = new("document_tags", 25, ["document_id", "tag"],
    [
        new("workspace_id", OldType.Id), new("document_id", OldType.Id), new("tag", OldType.KeyText), new("note", OldType.Text),
    ])
    { Number = 8, HasWorkspaceIndex = false };

    /// <summary>All of them, each behind the ones that it refers to.</summary>
    public static readonly IReadOnlyList<OldTable> All = [Workspace, Members, AuditLog, Links, Agents, Jobs, Documents, Tags];
}
