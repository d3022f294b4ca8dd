using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>Finds what fills a new column: a described expression, a described source column, or one of its name.</summary>
internal sealed class ColumnResolver(
    CutoverDialect dialect, ISqlGenerationHelper helper, MappingProblems problems, bool isOptimistic)
{
    /// <param name="table">The described table.</param>
    /// <param name="source">The source table's columns and their types.</param>
    /// <param name="target">The new column.</param>
    /// <returns>Null if nothing fills it, which is a problem unless it has a start value.</returns>
    public ColumnMapping? Resolve(CutoverTable table, IReadOnlyDictionary<string, string> source, TargetColumn target)
    {
        var described = table.Columns.FirstOrDefault(c => AreSame(c.Key, target.Name)).Value;
        if (described?.Expression is not null)
        {
            return ColumnMapping.FromExpression(dialect, target, described, isOptimistic);
        }

        var column = described?.From ?? source.Keys.FirstOrDefault(name => Names.Match(name, target.Name) && !IsDropped(table, name));
        if (column is not null && source.Keys.FirstOrDefault(name => AreSame(name, column)) is { } found)
        {
            var type = SqlText.WithoutLength(source[found]);
            return ColumnMapping.FromColumn(dialect, target, Raw(found), type, described, isOptimistic);
        }

        if (described?.From is { } missing)
        {
            problems.Add(
                table, target.Name, $"The source table has no column '{missing}'. It has: {SqlText.List(source.Keys)}.");
        }
        else if (target.Start is null && !IsMadeSlug(table, target))
        {
            problems.Add(
                table,
                target.Name,
                $"Nothing fills the new column '{target.Name}', which has to have a value. Name a source column or an expression for it.");
        }

        return null;
    }

    /// <summary>A column of the source row <c>s</c>.</summary>
    public string Raw(string column) => $"{TableMapping.Row}.{helper.DelimitIdentifier(column)}";

    public static bool IsDropped(CutoverTable table, string column) => table.Drop.Contains(column, StringComparer.OrdinalIgnoreCase);

    public static bool AreSame(string one, string? other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    /// <summary>A slug that no column gives is made from the name.</summary>
    private static bool IsMadeSlug(CutoverTable table, TargetColumn target)
        => table.Target == CutoverMapping.WorkspaceTarget && target.Name == "slug";
}
