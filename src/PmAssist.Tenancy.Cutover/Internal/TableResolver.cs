using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>Finds the tables and columns that a described table names, in the source and in the models.</summary>
internal sealed class TableResolver(
    SourceCatalogue catalogue,
    string sourceSchema,
    IReadOnlyList<CutoverTarget> targets,
    CutoverDialect dialect,
    ISqlGenerationHelper helper,
    ColumnResolver columns,
    Func<string, string> fullName,
    MappingProblems problems)
{
    /// <summary>New columns that the library keeps itself.</summary>
    private static readonly string[] Kept = ["db_schema_name", "schema_version", "schema_fingerprint", "last_error"];

    /// <returns>Null if something does not fit.</returns>
    public TableMapping? Resolve(CutoverTable table)
    {
        if (catalogue.Columns(table.Name) is not { } source)
        {
            problems.Add(
                table,
                column: null,
                $"The source database has no table '{table.Name}' in the schema '{sourceSchema}'. Correct its name.");
            return null;
        }

        if (targets.FirstOrDefault(t => t.Name.Equals(table.Target, StringComparison.OrdinalIgnoreCase)) is not { } target)
        {
            var names = targets.Select(t => t.Name).Order(StringComparer.Ordinal);
            problems.Add(table, column: null, $"There is no new table '{table.Target}'. There are: {SqlText.List(names)}.");
            return null;
        }

        var before = problems.All.Count;
        var rules = new DescriptionRules(table, source, target, columns, problems);
        rules.CheckNames();
        rules.CheckChoices();
        var isKept = target.Name == CutoverMapping.WorkspaceTarget ? Kept : [];
        var resolved = target.Columns.Where(c => !isKept.Contains(c.Name))
            .Select(c => columns.Resolve(table, source, c)).OfType<ColumnMapping>().ToList();
        rules.CheckKey(resolved);
        rules.CheckLeftOver(resolved);
        return problems.All.Count > before
            ? null
            : new TableMapping(
                table,
                target,
                source,
                catalogue.UniqueColumns(table.Name),
                resolved,
                dialect,
                helper,
                fullName(catalogue.NameOf(table.Name)!));
    }
}
