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
            text.AppendLine(CultureInfo.InvariantCulture, $"-- {section.MigrationId}");
            AppendWhere(text, section.Condition, BodyOf(section)).AppendLine(CultureInfo.InvariantCulture, $".read {StepFile}");
        }

        var notes = string.Concat(script.NoteMigrated(TermsOf(script, schema)).Select(Terminated));
        AppendWhere(text, script.IsDone, $"BEGIN IMMEDIATE;\n{notes}COMMIT;\n")
            .AppendLine(CultureInfo.InvariantCulture, $".open 'file:{script.MasterSchema}.db?mode=rw'")
            .AppendLine(BusyTimeout)
            .AppendLine(CultureInfo.InvariantCulture, $".read {StepFile}");
    }

    /// <summary>Has the shell write SQL into a file, or nothing.</summary>
    private static StringBuilder AppendWhere(StringBuilder text, string condition, string sql)
        => text
            .AppendLine(CultureInfo.InvariantCulture, $".once {StepFile}")
            .AppendLine(CultureInfo.InvariantCulture, $"SELECT {Literal(sql)} WHERE {condition};");

    private static ScriptTerms TermsOf(WorkspaceScript script, WorkspaceSchema schema)
        => new(
            id: Literal(schema.WorkspaceId.ToString().ToUpperInvariant()),
            idText: Literal(schema.WorkspaceId.ToString()),
            newId: "upper(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) "
                + "|| '-' || hex(randomblob(6)))",
            now: "strftime('%Y-%m-%d %H:%M:%f', 'now')",
            details: $"json_object('from', \"schema_version\", 'to', {Literal(script.TargetVersion)})");

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
