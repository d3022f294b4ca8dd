using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PmAssist.Tenancy.Providers;

/// <summary>The tables of a workspace's schema, as the models of all its contexts have them.</summary>
public static class WorkspaceTables
{
    /// <summary>
    /// All tables, each once and those that others refer to first. A table that several contexts map is as the one has it whose migrations
    /// make it: others may map fewer columns.
    /// </summary>
    /// <param name="models">The contexts' models, with their relational models.</param>
    public static IReadOnlyList<ITable> Of(IReadOnlyList<IModel> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        var mapped = models.SelectMany(m => m.GetRelationalModel().Tables)
            .Where(t => !t.EntityTypeMappings.Any(m => m.TypeBase is IReadOnlyEntityType e && e.IsSharedAcrossWorkspaces()))
            .OrderBy(t => t.IsExcludedFromMigrations)
            .DistinctBy(t => t.Name)
            .ToList();

        // On PostgreSQL two tables may differ by the case of their names alone; elsewhere a context may name another's in another case.
        var made = mapped.Where(t => !t.IsExcludedFromMigrations).Select(t => t.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        mapped.RemoveAll(t => t.IsExcludedFromMigrations && made.Contains(t.Name));
        var ordered = new List<ITable>();
        var seen = new HashSet<ITable>();
        foreach (var table in mapped)
        {
            Visit(table);
        }

        return ordered;

        void Visit(ITable table)
        {
            if (seen.Add(table))
            {
                foreach (var key in table.ForeignKeyConstraints)
                {
                    if (Find(key.PrincipalTable.Name) is { } principal)
                    {
                        Visit(principal);
                    }
                }

                ordered.Add(table);
            }
        }

        ITable? Find(string name)
            => mapped.Find(t => t.Name == name) ?? mapped.Find(t => t.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>
    /// The foreign keys that the order cannot satisfy, because they lead to their own table or to one further on: cycles have some.
    /// </summary>
    /// <param name="ordered">What <see cref="Of"/> gave.</param>
    public static IReadOnlyList<IForeignKeyConstraint> ForwardKeys(IReadOnlyList<ITable> ordered)
    {
        ArgumentNullException.ThrowIfNull(ordered);
        var before = new HashSet<string>();
        var keys = new List<IForeignKeyConstraint>();
        foreach (var table in ordered)
        {
            keys.AddRange(table.ForeignKeyConstraints.Where(k => !before.Contains(k.PrincipalTable.Name)));
            before.Add(table.Name);
        }

        return keys;
    }
}
