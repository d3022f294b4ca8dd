namespace PmAssist.Tenancy.Internal;

/// <summary>Divides migrations into what a script can ask for and run by itself.</summary>
internal static class MigrationSections
{
    public static WorkspaceScript Plan(
        MigrationScripts scripts, string targetId, CatalogueSql sql, string masterSchema, WorkspaceSchema? workspace)
    {
        var history = scripts.ReadHistory ?? throw new WorkspaceMigrationException(
            "The history table has columns of its own names, which a script cannot ask. Migrate with IWorkspaceMigrator.RunAsync().");
        var migrations = scripts.Migrations.Where(m => MigrationId.Compare(m.Id, targetId) <= 0).ToList();
        string[] reached = [scripts.FingerprintAt(targetId), scripts.Fingerprint];
        var migrated = WorkspaceChange.Migrated(default, from: null, targetId, reached[0]);
        return new WorkspaceScript(terms => sql.ChangeInScript(migrated, terms, reached))
        {
            MasterSchema = masterSchema,
            Workspace = workspace,
            Workspaces = sql.SelectBehind(workspace?.WorkspaceId, reached),
            CreateHistory = Normalized(scripts.CreateHistory).Text,
            HistoryTable = history.Table,
            Sections = [.. migrations.SelectMany(m => Divide(m, history.Text, scripts.HistoryColumn))],
            MigrationCount = migrations.Count,
            TargetVersion = targetId,
        };
    }

    /// <summary>
    /// A section begins with the migration, with each statement outside the transaction, and after it. The first is to be run where
    /// there is no row of the migration, the others where the one before left its progress.
    /// </summary>
    private static IEnumerable<WorkspaceScriptSection> Divide(RenderedMigration migration, string history, string column)
    {
        var rows = migration.Marks.Values.Select(m => m.Progress.HistoryId).Prepend(migration.Id);
        var condition = $"NOT EXISTS ({history} WHERE {column} IN ({string.Join(", ", rows.Select(Literal))}))";
        var statements = new List<SchemaStatement>();
        string? reached = null;
        foreach (var step in migration.StepsFrom(noted: null, stale: []))
        {
            var isBoundary = statements.Exists(s => !s.IsSessionSetting)
                && !step.Statement.IsSessionSetting
                && (step.Statement.OutsideTransaction != statements.Find(s => !s.IsSessionSetting)!.OutsideTransaction
                    || (step.Statement.OutsideTransaction && IsMigrationsOwn(migration, step)));
            if (isBoundary)
            {
                yield return new WorkspaceScriptSection(migration.Id, condition, [.. statements.Select(Normalized)]);
                condition = $"EXISTS ({history} WHERE {column} = {Literal(reached!)})";
                statements.Clear();
            }

            statements.Add(step.Statement);
            reached = step.Adds is { } added && added != migration.Id ? added : reached;
        }

        yield return new WorkspaceScriptSection(migration.Id, condition, [.. statements.Select(Normalized)]);
    }

    private static bool IsMigrationsOwn(RenderedMigration migration, SchemaStep step) => migration.Statements.Contains(step.Statement);

    private static string Literal(string id) => $"'{id.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>The template's name as the script replaces it, also where a migration wrote it in capitals; no other workspace's.</summary>
    private static SchemaStatement Normalized(SchemaStatement statement)
        => statement with { Text = SchemaText.Bind(statement.Text, default) };
}
