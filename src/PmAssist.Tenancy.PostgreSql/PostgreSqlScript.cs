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
        var workspaces = script.Workspace?.Name ?? "every workspace";
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"-- Brings {workspaces} to {script.TargetVersion}. May be run again. ")
            .AppendLine("Run it with psql, not in one transaction.")
            .AppendLine(@"\set ON_ERROR_STOP on");
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

    private static void AppendBlock(StringBuilder text, WorkspaceScript script, Action<StringBuilder> appendBody)
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
                     PERFORM pg_advisory_xact_lock(('x' || left(encode(
                         sha256(convert_to('PmAssist.Tenancy:schema:' || workspace.db_schema_name, 'UTF8')), 'hex'), 16))::bit(64)::bigint);
             {statements}
                     COMMIT;
                 END LOOP;
             END {tag};
             """).AppendLine();
    }

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
    private static void AppendOutside(StringBuilder text, WorkspaceScript script, WorkspaceScriptSection section)
    {
        var columns = string.Join(",\n    ", section.Statements.Select(s => Replaced(s.Text.TrimEnd())));
        var question = Replaced($"SELECT ({section.Condition}) AS answer");
        text.AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"-- {section.MigrationId}")
            .AppendLine(CultureInfo.InvariantCulture, $"WITH workspace AS MATERIALIZED ({script.Workspaces})")
            .AppendLine(CultureInfo.InvariantCulture, $"SELECT {columns}")
            .AppendLine("FROM workspace")
            .AppendLine(
                CultureInfo.InvariantCulture,
                $"WHERE query_to_xml({question}, true, true, '')::text LIKE '%<answer>true</answer>%'")
            .AppendLine(@"\gexec");
    }

    private static void AppendCatalogue(StringBuilder body, WorkspaceScript script)
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
    private static string Tag(string text, string name)
    {
        var tag = $"${name}$";
        for (var number = 1; text.Contains(tag, StringComparison.Ordinal); number++)
        {
            tag = $"${name}{number}$";
        }

        return tag;
    }
}
