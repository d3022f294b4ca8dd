using System.Globalization;
using System.Text;

namespace PmAssist.Tenancy;

/// <summary>
/// A script for <c>psql</c> on a cluster. Citus makes a table in a distributed schema a part of it only if it is created at top level, not
/// in a block, so that <c>\gexec</c> runs what a block would: for each workspace a transaction, which takes the lock and looks once more.
/// One statement at a time: of several in one query Citus sends all to the node of the first.
/// </summary>
internal static class DistributedScript
{
    public static string Write(WorkspaceScript script)
    {
        var text = new StringBuilder();
        PostgreSqlScript.AppendHead(text, script);
        AppendTransaction(text, script, "history tables", condition: null, [script.CreateHistory]);
        foreach (var section in script.Sections)
        {
            if (section.OutsideTransaction)
            {
                PostgreSqlScript.AppendOutside(text, script, section);
            }
            else
            {
                // The next workspace's temporary tables have the same names.
                AppendTransaction(
                    text,
                    script,
                    section.MigrationId,
                    section.Condition,
                    [.. section.Statements.SelectMany(s => SqlStatements.Split(s.Text)), "DISCARD TEMPORARY"]);
            }
        }

        PostgreSqlScript.AppendBlock(text, script, body => PostgreSqlScript.AppendCatalogue(body, script));
        return text.ToString();
    }

    private static void AppendTransaction(
        StringBuilder text, WorkspaceScript script, string title, string? condition, IReadOnlyList<string> statements)
        => PostgreSqlScript.AppendTopLevel(text, script, title, condition, ["BEGIN", Guard(condition), .. statements, "COMMIT"]);

    /// <summary>What was read before the lock was taken may have been done by another meanwhile.</summary>
    private static string Guard(string? condition)
    {
        var body = $"PERFORM {PostgreSqlScript.Lock($"'{WorkspaceSchema.TemplateName}'")};";
        if (condition is not null)
        {
            body += $" IF NOT ({condition}) THEN RAISE EXCEPTION 'Another process has migrated it. Run the script again.'; END IF;";
        }

        var tag = PostgreSqlScript.Tag(body, "guard");
        return string.Create(CultureInfo.InvariantCulture, $"DO {tag} BEGIN {body} END {tag}");
    }
}
