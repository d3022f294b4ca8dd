using Microsoft.SqlServer.TransactSql.ScriptDom;
using PmAssist.Tenancy.SqlServer.Tests.Recording;

namespace PmAssist.Tenancy.SqlServer.Tests;

/// <summary>Answers what a cutover asks an old database of two workspaces, each table with one row of each.</summary>
internal sealed class CutoverOldSide(RecordingServer server)
{
    private static readonly Guid[] Workspaces = [TypicalUse.First, TypicalUse.Second];
    private static readonly DateTime Time = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private static readonly Dictionary<string, string> Tables = new()
    {
        ["Workspace"] = "id uniqueidentifier, name nvarchar(200), status varchar(20), created_at datetime, updated_at datetime",
        ["WorkspaceMember"] = "workspace_id uniqueidentifier, user_id nvarchar(128), role nvarchar(20), joined_at datetime2(7)",
        ["AuditLog"] = "id char(36), workspace_id uniqueidentifier, actor nvarchar(128), action nvarchar(128), entity_type nvarchar(64), "
            + "entity_id nvarchar(64), details nvarchar(max), created_at datetimeoffset(7)",
        ["WorkspaceExternalLink"] =
            "id nvarchar(64), workspace_id uniqueidentifier, system nvarchar(50), external_id nvarchar(max), title nvarchar(max), "
            + "url nvarchar(max), metadata ntext, created_at varchar(40), updated_at datetimeoffset(3)",
        ["agents"] =
            "id uniqueidentifier, workspace_id uniqueidentifier, name nvarchar(200), kind nvarchar(50), config xml, enabled varchar(5), "
            + "created_at smalldatetime, updated_at datetime2(3)",
        ["readings"] =
            "id bigint, workspace_id char(36), before_id varchar(20), agent_id varchar(64), name float, details varchar(max), amount "
                + "money, "
            + "ratio nvarchar(30), is_open int, taken_utc nvarchar(40), seen_at datetime, data varbinary(max)",
    };

    /// <summary>Whether the rows of both sides have the same checksums.</summary>
    public bool IsSame { get; set; } = true;

    /// <summary>How many rows break each rule.</summary>
    public int Broken { get; set; } = 1;

    /// <summary>Changes with every row that is written to the old side.</summary>
    public int Writes { get; set; }

    public (IEnumerable<string> Columns, object?[][] Rows)? Answer(QuerySpecification query)
    {
        var text = TSql.TextOf(query);
        var names = query.SelectElements.Select((e, i) => (e as SelectScalarExpression)?.ColumnName?.Value ?? $"c{i}").ToList();
        return RowsFor(text, names) is { } rows ? (names, rows) : null;
    }

    private object?[][]? RowsFor(string text, List<string> names)
        => text switch
        {
            _ when text.Contains("JOIN sys.columns AS c ON c.object_id = o.object_id", StringComparison.Ordinal) => text.Contains(
                "SCHEMA_ID('dbo')", StringComparison.Ordinal)
                ? [.. Tables.SelectMany(t => ColumnsOf(t.Key, t.Value).Concat(ColumnsOf("retired_" + t.Key, t.Value)))]
                : [],
            _ when text.Contains("FROM sys.tables", StringComparison.Ordinal) && text.Contains("'__cutover'", StringComparison.Ordinal)
                => server.Tables.ContainsKey("pmassist_master.__cutover") ? [[1]] : [],
            _ when names is ["cased"] => [[0]],
            _ when text.Contains("SUM(g.is_new)", StringComparison.Ordinal) => [[TypicalUse.First, 1, $"{Writes}", 1, $"{Writes}"]],
            _ when text.StartsWith("SELECT SUM(b.broken_0)", StringComparison.Ordinal) => [[.. names.Select(_ => (object?)Broken)]],
            _ when text.StartsWith("SELECT g.workspace_key", StringComparison.Ordinal)
                => [.. Workspaces.Select(id => new object?[] { id, 1, IsSame ? $"{Writes}" : "another",
                    Time.AddSeconds(Writes) }[..names.Count])],
            _ when text.StartsWith("SELECT COUNT(*), ", StringComparison.Ordinal) => [[1, $"{Writes}"]],
            _ when names.Contains("db_schema_name") => [.. Workspaces.Select(id => names.Select(name => EntityValue(name, id)).ToArray())],
            _ when names.Count == 2
                && text.Contains("Workspace] AS s", StringComparison.Ordinal) => [.. Workspaces.Select(id => new object?[] { id, id })],
            _ => null,
        };

    private static IEnumerable<object?[]> ColumnsOf(string table, string columns)
        => columns.Split(", ").Select(column => new object?[] { table, column.Split(' ')[0], column.Split(' ')[1] });

    private static object? EntityValue(string column, Guid id)
        => column switch
        {
            "id" => id,
            "name" => $"Workspace {id}",
            "slug" => "",
            "status" => "Active",
            "created_utc" or "updated_utc" => Time,
            "version" => 1,
            _ => null,
        };
}
