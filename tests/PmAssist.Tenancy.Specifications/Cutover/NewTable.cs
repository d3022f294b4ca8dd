namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>What a new column holds.</summary>
internal enum NewType
{
    Id,
    Text,
    Time,
    Json,
    Flag,
    Number,
}

/// <summary>A column of a new table, as far as it is compared.</summary>
internal sealed record NewColumn(string Name, NewType Type);

/// <summary>A table that old rows are expected in.</summary>
internal sealed record NewTable(string Name, OldTable Old, bool IsMaster, IReadOnlyList<NewColumn> Columns)
{
    public int Position(string column)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Name == column)
            {
                return i;
            }
        }

        throw new ArgumentException($"{Name} has no column {column}.", nameof(column));
    }
}

/// <summary>The tables of the master and of a workspace.</summary>
internal static class NewTables
{
    public static readonly NewTable Workspace = Table("Workspace", OldTables.Workspace, isMaster: true,
        "id:Id name:Text db_schema_name:Text status:Text last_error:Text created_utc:Time updated_utc:Time deleted_utc:Time");

    public static readonly NewTable Members = Table("WorkspaceMember", OldTables.Members, isMaster: true,
        "workspace_id:Id user_id:Text role:Text joined_utc:Time");

    public static readonly NewTable AuditLog = Table("AuditLog", OldTables.AuditLog, isMaster: true,
        "id:Id workspace_id:Id actor_id:Text action:Text entity_type:Text entity_id:Text details:Json occurred_utc:Time");

    public static readonly NewTable Integrations = Table("workspace_integrations", OldTables.Links, isMaster: false,
        "id:Id provider:Text external_id:Text display_name:Text external_url:Text configuration:Json status:Text created_utc:Time "
            + "updated_utc:Time version:Number");

    public static readonly NewTable Agents = Table("workspace_agents", OldTables.Agents, isMaster: false,
        "id:Id name:Text kind:Text configuration:Json enabled:Flag created_utc:Time updated_utc:Time version:Number");

    public static readonly NewTable Jobs = Table("automation_jobs", OldTables.Jobs, isMaster: false,
        "id:Id agent_id:Id name:Text schedule:Text status:Text payload:Json attempts:Number run_at_utc:Time started_utc:Time "
            + "finished_utc:Time "
        + "last_error:Text created_utc:Time updated_utc:Time version:Number");

    public static readonly NewTable Documents = Table("documents", OldTables.Documents, isMaster: false,
        "id:Id title:Text body:Text author:Text size:Number created_utc:Time updated_utc:Time agent_id:Id");

    public static readonly NewTable Tags = Table("document_tags", OldTables.Tags, isMaster: false, "document_id:Id tag:Text note:Text");

    public static readonly IReadOnlyList<NewTable> All = [Workspace, Members, AuditLog, Integrations, Agents, Jobs, Documents, Tags];

    private static NewTable Table(string name, OldTable old, bool isMaster, string columns)
        => new(
            name, old, isMaster, [.. columns.Split(' ').Select(c => new NewColumn(c.Split(':')[0], Enum.Parse<NewType>(c.Split(':')[1])))]);
}
