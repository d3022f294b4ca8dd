using System.Globalization;
using System.Text;

namespace PmAssist.Tenancy;

/// <summary>
/// A script for the <c>sqlite3</c> shell, to be run in the directory of the files. SQL in SQLite has no conditions, so the shell
/// selects what is still to be run into a file and reads that.
/// </summary>
internal static class SqliteScript
{
    private const string StepFile = "pmassist-step.sql";

    // The shell sets it for the connection that is open, so it is repeated after each .open.
    private const string BusyTimeout = ".timeout 30000";

    public static string Write(WorkspaceScript script, IReadOnlyCollection<WorkspaceSchema> schemas)
    {
        var workspaces = script.Workspace?.Name ?? FormattableString.Invariant($"{schemas.Count} workspaces");
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"-- Brings {workspaces} to {script.TargetVersion}. May be run again. ")
            .AppendLine("Run it in the directory of the")
            .AppendLine("-- databases with the sqlite3 shell, while no other run is active.")
            .AppendLine(".bail on")
            .AppendLine(".headers off")
            .AppendLine(".mode list");
        foreach (var schema in schemas.OrderBy(s => s.Name, StringComparer.Ordinal))
        {
            AppendWorkspace(text, script, schema);
        }

        return text.ToString();
    }

    private static void AppendWorkspace(StringBuilder text, WorkspaceScript script, WorkspaceSchema schema)
    {
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $".open 'file:{schema}.db?mode=rw'")
            .AppendLine(BusyTimeout)
            .AppendLine(script.CreateHistory.TrimEnd());
        foreach (var section in script.Sections)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"-- {section.MigrationId}")
                .AppendLine(CultureInfo.InvariantCulture, $".once {StepFile}")
                .AppendLine(CultureInfo.InvariantCulture, $"SELECT {Literal(BodyOf(section))} WHERE {section.Condition};")
                .AppendLine(CultureInfo.InvariantCulture, $".read {StepFile}");
        }

        var id = Literal(schema.WorkspaceId.ToString().ToUpperInvariant());
        const string Now = "strftime('%Y-%m-%d %H:%M:%f', 'now')";
        const string NewId = "upper(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' "
            + "|| hex(randomblob(2)) || '-' || hex(randomblob(6)))";
        var isBehind = $"\"id\" = {id} AND \"schema_fingerprint\" IS NOT '{script.TargetFingerprint}' "
            + $"AND (SELECT count(*) FROM {script.HistoryTable}) = {script.MigrationCount}";
        text.Append(
            CultureInfo.InvariantCulture,
            $"""
             ATTACH 'file:{script.MasterSchema}.db?mode=rw' AS master;
             BEGIN IMMEDIATE;
             INSERT INTO master."AuditLog" ("id", "workspace_id", "action", "entity_type", "entity_id", "details", "occurred_utc")
                 SELECT {NewId}, "id", 'workspace.migrated', 'Workspace', lower("id"),
                     json_object('from', "schema_version", 'to', {Literal(script.TargetVersion)}), {Now}
                 FROM master."Workspace" WHERE {isBehind};
             UPDATE master."Workspace" SET
                 "schema_version" = {Literal(script.TargetVersion)}, "schema_fingerprint" = '{script.TargetFingerprint}',
                 "last_error" = NULL, "updated_utc" = {Now}, "version" = "version" + 1
                 WHERE {isBehind};
             COMMIT;
             DETACH master;

             """);
    }

    /// <summary>In one transaction, with the session's settings around it; or statement by statement.</summary>
    private static string BodyOf(WorkspaceScriptSection section)
    {
        if (section.OutsideTransaction)
        {
            return string.Concat(section.Statements.Select(s => Terminated(s.Text)));
        }

        var body = new StringBuilder();
        var isOpen = false;
        foreach (var statement in section.Statements)
        {
            if (statement.IsSessionSetting == isOpen)
            {
                isOpen = !isOpen;
                body.AppendLine(isOpen ? "BEGIN IMMEDIATE;" : "COMMIT;");
            }

            body.Append(Terminated(statement.Text));
        }

        return body.Append(isOpen ? "COMMIT;" : "").ToString();
    }

    private static string Terminated(string sql) => $"{sql.TrimEnd().TrimEnd(';')}\n;\n";

    private static string Literal(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
