namespace PmAssist.Tenancy.Internal;

/// <summary>Divides migrations into what a script can ask for and run by itself.</summary>
internal static class MigrationSections
{
    /// <param name="scripts">The migrations of all contexts.</param>
    /// <param name="targetId">The migration to go to; null for the newest of each context.</param>
    /// <param name="sql">Renders what the catalogue is to say.</param>
    /// <param name="masterSchema">The master schema's name.</param>
    /// <param name="workspace">The workspace; null for all of them.</param>
    public static WorkspaceScript Plan(
        MigrationScripts scripts, string? targetId, CatalogueSql sql, string masterSchema, WorkspaceSchema? workspace)
    {
        if (scripts.ReadHistory is null)
        {
            throw new WorkspaceMigrationException(
                "The history table has columns of its own names, which a script cannot ask. Migrate with IWorkspaceMigrator.RunAsync().");
        }

        if (targetId is not null && scripts.Contexts.Count > 1)
        {
            // What the others have at that time decides what the catalogue has to say, and a script cannot compute it.
            throw new WorkspaceMigrationException(
                "With several contexts a script brings all of them to their newest migration. Leave the target out, or migrate with "
                + "IWorkspaceMigrator.RunAsync().")
            { IsRefusal = true };
        }

        var sections = scripts.Contexts.SelectMany(c => c.Migrations
            .Where(m => targetId is null || MigrationId.Compare(m.Id, targetId) <= 0)
            .SelectMany(m => Divide(m, c.ReadHistory!.Tables[0], c.HistoryColumn)));
        var count = targetId is null ? scripts.Migrations.Count : scripts.Contexts[0].IdsUpTo(targetId).Count();
        string[] reached = [scripts.FingerprintsFrom(targetId)[0], scripts.Fingerprint];
        var version = targetId ?? scripts.NewestId;
        var migrated = WorkspaceChange.Migrated(default, from: null, version, reached[0]);
        return new WorkspaceScript(terms => sql.ChangeInScript(migrated, terms, reached))
        {
            MasterSchema = masterSchema,
            Workspace = workspace,
            Workspaces = sql.SelectBehind(workspace?.WorkspaceId, reached),
            CreateHistory = string.Join("\n", scripts.Contexts.Select(c => Normalized(c.CreateHistory).Text)),
            HistoryTables = scripts.ReadHistory.Tables,
            Sections = [.. sections],
            MigrationCount = count,
            TargetVersion = version,
        };
    }

    /// <summary>
    /// A section begins with the migration, with each statement outside the transaction, and after it. The first is to be run where
    /// there is no row of the migration, the others where the one before left its progress.
    /// </summary>
    private static IEnumerable<WorkspaceScriptSection> Divide(RenderedMigration migration, string table, string column)
    {
        var history = $"SELECT {column} FROM {table}";
        var rows = migration.Marks.Values.Select(m => m.Progress.HistoryId).Prepend(migration.Id).Select(MigrationId.InHistory);
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
                condition = $"EXISTS ({history} WHERE {column} = {Literal(MigrationId.InHistory(reached!))})";
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
        => statement.With(SchemaText.Bind(statement.Text, default));
}
