using System.Globalization;
using System.Text;

namespace PmAssist.Tenancy;

/// <summary>
/// A T-SQL script of one batch: a cursor loops over the workspaces, each under its lock and in its own transaction. Each statement
/// runs in a scope of its own, so a temporary table does not survive from one of a migration's <c>Sql()</c> calls to the next.
/// </summary>
internal static class SqlServerScript
{
    public static string Write(WorkspaceScript script)
    {
        var workspaces = script.Workspace?.Name ?? "every workspace";
        var text = new StringBuilder().Append(
            CultureInfo.InvariantCulture,
            $"""
             -- Brings {workspaces} to {script.TargetVersion}. May be run again. Run it as one batch, not in a transaction.
             SET NOCOUNT ON;
             SET XACT_ABORT ON;
             DECLARE @id uniqueidentifier, @schema nvarchar(64), @version nvarchar(150), @resource nvarchar(255),
                 @sql nvarchar(max), @answer bit, @result int;
             BEGIN TRY
             DECLARE workspaces CURSOR LOCAL STATIC READ_ONLY FORWARD_ONLY FOR
             {script.Workspaces};
             OPEN workspaces;
             FETCH NEXT FROM workspaces INTO @id, @schema, @version;
             WHILE @@FETCH_STATUS = 0
             BEGIN
                 SET @resource = N'PmAssist.Tenancy:schema:' + @schema;
                 EXEC @result = sp_getapplock @Resource = @resource, @LockMode = 'Exclusive', @LockOwner = 'Session', @LockTimeout = 30000;
                 IF @result < 0
                     THROW 50000, N'Another process is changing the schema of a workspace; run the script again later.', 1;
                 BEGIN TRANSACTION;

             """);
        AppendExecute(text, "    ", script.CreateHistory);
        foreach (var section in script.Sections)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"    -- {section.MigrationId}");
            AppendQuestion(text, section.Condition);
            text.AppendLine("    IF @answer = 1").AppendLine("    BEGIN");
            if (section.OutsideTransaction)
            {
                text.AppendLine("        COMMIT TRANSACTION;");
            }

            foreach (var statement in section.Statements)
            {
                AppendExecute(text, "        ", statement.Text);
            }

            if (section.OutsideTransaction)
            {
                text.AppendLine("        BEGIN TRANSACTION;");
            }

            text.AppendLine("    END;");
        }

        AppendQuestion(text, script.IsDone);
        text.AppendLine("    IF @answer = 1").AppendLine("    BEGIN");
        var terms = new ScriptTerms(
            id: "@id",
            idText: "LOWER(CONVERT(nvarchar(36), @id))",
            newId: "NEWID()",
            now: "SYSUTCDATETIME()",
            details: "N'{\"from\":' + COALESCE(N'\"' + STRING_ESCAPE(@version, 'json') + N'\"', N'null') + N',\"to\":\"' "
                + $"+ STRING_ESCAPE({Literal(script.TargetVersion)}, 'json') + N'\"}}'");
        foreach (var statement in script.NoteMigrated(terms))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"        {statement};");
        }

        return text.Append(
            """
                 END;
                 COMMIT TRANSACTION;
                 EXEC sp_releaseapplock @Resource = @resource, @LockOwner = 'Session';
                 FETCH NEXT FROM workspaces INTO @id, @schema, @version;
             END;
             CLOSE workspaces;
             DEALLOCATE workspaces;
             END TRY
             BEGIN CATCH
                 IF @@TRANCOUNT > 0
                     ROLLBACK TRANSACTION;
                 -- The lock belongs to the session, which may stay open. One that an interrupted script left is released here too.
                 WHILE APPLOCK_MODE(N'public', @resource, N'Session') <> N'NoLock'
                     EXEC sp_releaseapplock @Resource = @resource, @LockOwner = 'Session';
                 THROW;
             END CATCH;

             """).ToString();
    }

    private static void AppendQuestion(StringBuilder text, string condition)
    {
        var question = Replaced($"SET @answer = CASE WHEN {condition} THEN 1 ELSE 0 END");
        text.AppendLine(CultureInfo.InvariantCulture, $"    SET @sql = {question};")
            .AppendLine("    EXEC sp_executesql @sql, N'@answer bit OUTPUT', @answer OUTPUT;");
    }

    private static void AppendExecute(StringBuilder text, string indent, string sql)
        => text
            .Append(indent).AppendLine(CultureInfo.InvariantCulture, $"SET @sql = {Replaced(sql)};")
            .Append(indent).AppendLine("EXEC sp_executesql @sql;");

    private static string Replaced(string sql) => $"REPLACE({Literal(sql)}, N'{WorkspaceSchema.TemplateName}', @schema)";

    private static string Literal(string value) => $"N'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
