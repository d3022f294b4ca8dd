using System.Globalization;
using System.Text;

namespace PmAssist.Tenancy;

/// <summary>
/// A script for <c>psql</c>: a PL/pgSQL block loops over the workspaces and commits each one. Statements outside a transaction
/// cannot run in a block, so psql's <c>\gexec</c> runs them between two blocks.
/// </summary>
internal static class PostgreSqlScript
{
    public static string Write(WorkspaceScript script)
    {
        var text = new StringBuilder();
        AppendHead(text, script);
        for (var at = 0; at < script.Sections.Count;)
        {
            if (script.Sections[at].OutsideTransaction)
            {
                AppendOutside(text, script, script.Sections[at]);
                at++;
                continue;
            }

            var stretch = script.Sections.Skip(at).TakeWhile(s => !s.OutsideTransaction).ToList();
            var createHistory = at == 0 ? script.CreateHistory : null;
            AppendBlock(text, script, body => AppendSections(body, stretch, createHistory));
            at += stretch.Count;
        }

        AppendBlock(text, script, body => AppendCatalogue(body, script));
        return text.ToString();
    }

    public static void AppendHead(StringBuilder text, WorkspaceScript script)
    {
        var workspaces = script.Workspace?.Name ?? "every workspace";
        text.Append(CultureInfo.InvariantCulture, $"-- Brings {workspaces} to {script.TargetVersion}. May be run again. ")
            .AppendLine("Run it with psql, not in one transaction.")
            .AppendLine(@"\set ON_ERROR_STOP on");
    }

    public static void AppendBlock(StringBuilder text, WorkspaceScript script, Action<StringBuilder> appendBody)
    {
        var body = new StringBuilder();
        appendBody(body);
        var tag = Tag(body.ToString(), "block");
        var statements = body.ToString().TrimEnd();
        text.AppendLine().Append(
            CultureInfo.InvariantCulture,
            $"""
             DO {tag}
             DECLARE
                 workspace record;
                 answer boolean;
             BEGIN
                 FOR workspace IN {script.Workspaces}
                 LOOP
                     PERFORM {Lock("workspace.db_schema_name")};
             {statements}
                     COMMIT;
                 END LOOP;
             END {tag};
             """).AppendLine();
    }

    /// <summary>The call that takes a schema's lock, which sessions of the library take too.</summary>
    public static string Lock(string schema)
        => $"""
            pg_advisory_xact_lock(('x' || left(encode(
                        sha256(convert_to('PmAssist.Tenancy:schema:' || {schema}, 'UTF8')), 'hex'), 16))::bit(64)::bigint)
            """;

    private static void AppendSections(StringBuilder body, List<WorkspaceScriptSection> sections, string? createHistory)
    {
        if (createHistory is not null)
        {
            AppendExecute(body, "        ", createHistory);
        }

        foreach (var section in sections)
        {
            body.AppendLine(CultureInfo.InvariantCulture, $"        -- {section.MigrationId}");
            AppendQuestion(body, $"SELECT {section.Condition}");
            body.AppendLine("        IF answer THEN");
            foreach (var statement in section.Statements)
            {
                AppendExecute(body, "            ", statement.Text);
            }

            body.AppendLine("        END IF;");
        }

        // The next workspace's temporary tables have the same names.
        body.AppendLine("        DISCARD TEMPORARY;");
    }

    private static void AppendQuestion(StringBuilder body, string query)
        => body.AppendLine(CultureInfo.InvariantCulture, $"        EXECUTE {Replaced(query)} INTO answer;");

    private static void AppendExecute(StringBuilder body, string indent, string sql)
        => body.Append(indent).AppendLine(CultureInfo.InvariantCulture, $"EXECUTE {Replaced(sql.TrimEnd())};");

    /// <summary>
    /// Makes psql run the statement and the one that records its progress in each workspace whose own history requires it. One query
    /// reads all histories, so nothing is kept in the session, which a pooler may change between two statements: query_to_xml is the
    /// server's only function that runs a query whose text comes from a row.
    /// </summary>
    public static void AppendOutside(StringBuilder text, WorkspaceScript script, WorkspaceScriptSection section)
        => AppendTopLevel(text, script, section.MigrationId, section.Condition, section.Statements.Select(s => s.Text.TrimEnd()));

    /// <summary>Makes psql run statements one by one in each workspace, or in each that a condition is true for.</summary>
    public static void AppendTopLevel(
        StringBuilder text, WorkspaceScript script, string title, string? condition, IEnumerable<string> statements)
    {
        var columns = string.Join(",\n    ", statements.Select(Replaced));
        text.AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"-- {title}")
            .AppendLine(CultureInfo.InvariantCulture, $"WITH workspace AS MATERIALIZED ({script.Workspaces})")
            .AppendLine(CultureInfo.InvariantCulture, $"SELECT {columns}")
            .AppendLine("FROM workspace");
        if (condition is not null)
        {
            var question = Replaced($"SELECT ({condition}) AS answer");
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"WHERE query_to_xml({question}, true, true, '')::text LIKE '%<answer>true</answer>%'");
        }

        text.AppendLine(@"\gexec");
    }

    public static void AppendCatalogue(StringBuilder body, WorkspaceScript script)
    {
        AppendQuestion(body, $"SELECT {script.IsDone}");
        body.AppendLine("        IF answer THEN");
        var terms = new ScriptTerms(
            id: "workspace.id",
            idText: "workspace.id::text",
            newId: "gen_random_uuid()",
            now: "now()",
            details: $"jsonb_build_object('from', workspace.schema_version, 'to', {Literal(script.TargetVersion)})");
        foreach (var statement in script.NoteMigrated(terms))
        {
            body.AppendLine(CultureInfo.InvariantCulture, $"            {statement};");
        }

        body.AppendLine("        END IF;");
    }

    private static string Replaced(string sql)
    {
        var tag = Tag(sql, "sql");
        return $"replace({tag}{sql}{tag}, '{WorkspaceSchema.TemplateName}', workspace.db_schema_name)";
    }

    private static string Literal(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A dollar quote that the text does not have.</summary>
    public static string Tag(string text, string name)
    {
        var tag = $"${name}$";
        for (var number = 1; text.Contains(tag, StringComparison.Ordinal); number++)
        {
            tag = $"${name}{number}$";
        }

        return tag;
    }
}
