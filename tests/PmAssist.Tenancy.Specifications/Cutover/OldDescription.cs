namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>What an operator writes about the old database: what goes where, and what becomes of rows that break a rule.</summary>
internal static class OldDescription
{
    private static readonly Dictionary<string, CutoverColumn> Times = new()
    {
        ["created_utc"] = new() { From = "created_at" },
        ["updated_utc"] = new() { From = "updated_at" },
    };

    public static CutoverDescription For(OldDatabase old)
    {
        var place = old.Place;
        return new()
        {
            Source = place.Source,
            SourceSchema = place.SourceSchema,
            Tables =
            [
                Tags(), Documents(place), Jobs(place, old.FirstWorkspaces[0]), Agents(), Links(), AuditLog(), Members(), Workspaces(place),
            ],
        };
    }

    /// <summary>All tables whose changes are told by a column, and no choice that has to ask for other rows.</summary>
    public static CutoverDescription WithChangeColumnsOnly(OldDatabase old)
    {
        var all = For(old);
        return new()
        {
            Source = all.Source,
            SourceSchema = all.SourceSchema,
            Tables = [.. all.Tables.Where(t => t.ChangeColumn is not null || t.WorkspaceColumn is null).Select(t => t.With(choices: []))],
        };
    }

    /// <summary>The description with one table in place of the one with its name.</summary>
    public static CutoverDescription With(this CutoverDescription description, CutoverTable table)
        => new()
        {
            Source = description.Source,
            SourceSchema = description.SourceSchema,
            Tables = [.. description.Tables.Where(t => t.Name != table.Name), table],
        };

    /// <summary>The table with other parts.</summary>
    public static CutoverTable With(
        this CutoverTable table,
        string? target = null,
        IReadOnlyDictionary<string, CutoverColumn>? columns = null,
        IReadOnlyList<string>? drop = null,
        IReadOnlyList<CutoverChoice>? choices = null)
        => new()
        {
            Name = table.Name,
            Target = target ?? table.Target,
            WorkspaceColumn = table.WorkspaceColumn,
            ChangeColumn = table.ChangeColumn,
            Columns = columns ?? table.Columns,
            Drop = drop ?? table.Drop,
            Choices = choices ?? table.Choices,
        };

    public static CutoverTable Table(this CutoverDescription description, OldTable table)
        => description.Tables.Single(t => t.Name == table.Name);

    private static CutoverTable Workspaces(IOldPlace place)
        => new()
        {
            Name = "Workspace",
            Target = "Workspace",
            ChangeColumn = "updated_at",
            Columns = new Dictionary<string, CutoverColumn>(Times)
            {
                ["status"] = new()
                {
                    From = "status",
                    Values = new Dictionary<string, string>
                    {
                        ["active"] = "Active",
                        ["trial"] = "Active",
                        ["suspended"] = "Suspended",
                        ["archived"] = "Archived",
                    },
                },
            },
            Choices = [Fix(CutoverRule.TextTooLong, "name", place.Cut("name", 200))],
        };

    private static CutoverTable Members()
        => new()
        {
            Name = "WorkspaceMember",
            Target = "WorkspaceMember",
            Columns = new Dictionary<string, CutoverColumn>
            {
                ["role"] = new() { From = "role", Values = new Dictionary<string, string> { ["guest"] = "viewer" } },
                ["joined_utc"] = new() { From = "joined_at" },
            },
            Choices = [Skip(CutoverRule.BrokenReference)],
        };

    private static CutoverTable AuditLog()
        => new()
        {
            Name = "AuditLog",
            Target = "AuditLog",
            ChangeColumn = "created_at",
            Columns = new Dictionary<string, CutoverColumn>
            {
                ["actor_id"] = new() { From = "actor" },
                ["occurred_utc"] = new() { From = "created_at" },
            },
            Choices = [Skip(CutoverRule.BadValue)],
        };

    private static CutoverTable Links()
        => new()
        {
            Name = "WorkspaceExternalLink",
            Target = "workspace_integrations",
            WorkspaceColumn = "workspace_id",
            ChangeColumn = "updated_at",
            Columns = new Dictionary<string, CutoverColumn>(Times)
            {
                ["provider"] = new() { From = "system" },
                ["display_name"] = new() { From = "title" },
                ["external_url"] = new() { From = "url" },
                ["configuration"] = new() { From = "metadata", Default = "'{}'" },
            },
            Choices =
            [
                Skip(CutoverRule.NullWorkspace), Skip(CutoverRule.MissingWorkspace), Skip(CutoverRule.TextTooLong, "display_name"),
                Skip(CutoverRule.BadValue), Skip(CutoverRule.DuplicateKey),
            ],
        };

    private static CutoverTable Agents()
        => new()
        {
            Name = "agents",
            Target = "workspace_agents",
            WorkspaceColumn = "workspace_id",
            ChangeColumn = "updated_at",
            Columns = new Dictionary<string, CutoverColumn>(Times)
            {
                ["kind"] = new() { Expression = "lower(kind)" },
                ["configuration"] = new() { From = "config" },
            },
            Choices = [Skip(CutoverRule.NullValue, "name"), Skip(CutoverRule.NullWorkspace)],
        };

    private static CutoverTable Jobs(IOldPlace place, Guid lostAndFound)
    {
        var workspace = place.Literal(new OldColumn("workspace_id", OldType.Id), lostAndFound);
        return new()
        {
            Name = "jobs",
            Target = "automation_jobs",
            WorkspaceColumn = "workspace_id",
            ChangeColumn = "updated_at",
            Columns = new Dictionary<string, CutoverColumn>(Times)
            {
                ["status"] = new()
                {
                    From = "status",
                    Values = new Dictionary<string, string> { ["queued"] = "pending", ["done"] = "succeeded" }
                },
                ["attempts"] = new() { From = "attempts", Default = "0" },
                ["run_at_utc"] = new() { From = "run_at" },
                ["started_utc"] = new() { From = "started_at" },
                ["finished_utc"] = new() { From = "finished_at" },
            },
            Choices =
            [
                Fix(CutoverRule.NullWorkspace, null, workspace), Fix(CutoverRule.MissingWorkspace, null, workspace),
                Fix(CutoverRule.BadValue, "status", "'cancelled'"), Fix(CutoverRule.BadValue, "payload", "'{}'"),
                Fix(CutoverRule.BrokenReference, "agent_id", "NULL"),
            ],
        };
    }

    private static CutoverTable Documents(IOldPlace place)
        => new()
        {
            Name = "documents",
            Target = "documents",
            WorkspaceColumn = "workspace_id",
            ChangeColumn = "updated_at",
            Columns = new Dictionary<string, CutoverColumn>(Times)
            {
                ["title"] = new() { From = "title", Default = "'(untitled)'" },
                ["body"] = new() { From = "body", Default = "''" },
            },
            Drop = ["legacy_flag"],
            Choices =
            [
                Skip(CutoverRule.NullWorkspace), Skip(CutoverRule.MissingWorkspace), Skip(CutoverRule.BadValue),
                Fix(CutoverRule.TextTooLong, "title", place.Cut("title", 200)), Fix(CutoverRule.BrokenReference, "agent_id", "NULL"),
            ],
        };

    private static CutoverTable Tags()
        => new()
        {
            Name = "document_tags",
            Target = "document_tags",
            WorkspaceColumn = "workspace_id",
            Choices = [Skip(CutoverRule.BrokenReference, "document_id")],
        };

    private static CutoverChoice Skip(CutoverRule rule, string? column = null)
        => new() { Rule = rule, Column = column, Action = CutoverAction.Skip };

    private static CutoverChoice Fix(CutoverRule rule, string? column, string expression)
        => new() { Rule = rule, Column = column, Action = CutoverAction.Fix, Expression = expression };
}
