using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>Proposes a description from the names in both databases.</summary>
internal sealed class CutoverDiscoverer(
    CutoverSource source, CutoverDialect dialect, BulkRows bulk, DbContext master, IReadOnlyList<IModel> workspace)
{
    private static readonly string[] WorkspaceColumns = ["workspace_id", "workspace"];

    private static readonly string[] ChangeColumns =
        ["updated_utc", "updated_at", "modified_utc", "modified_at", "last_modified", "changed_at"];

    private readonly Names _names = new(source.Description.Synonyms ?? CutoverSynonyms.PmAssist);

    public CutoverDiscovery Discover()
    {
        var targets = CutoverTarget.Of(master.Model, workspace, bulk);
        var tables = source.Description.Tables.ToList();
        var unplaced = new List<CutoverProblem>();
        foreach (var name in Undescribed())
        {
            var columns = source.Catalogue.Columns(name)!;
            var workspaceColumn = FirstOf(columns.Keys, WorkspaceColumns);
            var target = targets.FirstOrDefault(t => _names.MayMean(name, t.Name)
                && (t.IsMaster || workspaceColumn is not null)
                && !tables.Exists(d => d.Target == t.Name));
            if (target is null)
            {
                unplaced.Add(Unplaced(name, workspaceColumn));
                continue;
            }

            tables.Add(Propose(name, columns, target, workspaceColumn));
        }

        var description = new CutoverDescription
        {
            Source = source.Description.Source,
            SourceSchema = source.Description.SourceSchema,
            Tables = tables,
            Synonyms = source.Description.Synonyms,
        };
        var problems = new CutoverMapping(description, source.Catalogue, dialect, bulk, master, workspace).Problems;
        return new CutoverDiscovery(description, [.. unplaced, .. problems]);
    }

    /// <summary>The source tables that the description does not have yet.</summary>
    private IEnumerable<string> Undescribed()
    {
        var described = source.Description.Tables.Select(t => t.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return source.Catalogue.Tables.Where(name => !described.Contains(name)).Order(StringComparer.Ordinal);
    }

    private static CutoverProblem Unplaced(string table, string? workspaceColumn)
        => new(
            table,
            null,
            workspaceColumn is null
                ? "It has no workspace column. If its rows belong to workspaces, give it one in the source database."
                : "No new table has its name. Map the table in a workspace context and describe it here, or leave it behind.");

    private CutoverTable Propose(
        string name, IReadOnlyDictionary<string, string> columns, CutoverTarget target, string? workspaceColumn)
    {
        var renames = new Dictionary<string, CutoverColumn>();
        foreach (var column in target.Columns.Where(c => !columns.Keys.Any(o => Names.Match(o, c.Name))))
        {
            var free = columns.Keys.Where(o => !target.Columns.Any(t => Names.Match(t.Name, o)));
            if (free.FirstOrDefault(o => _names.MayMean(o, column.Name)) is { } from)
            {
                renames.Add(column.Name, new CutoverColumn { From = from });
            }
        }

        return new CutoverTable
        {
            Name = name,
            Target = target.Name,
            WorkspaceColumn = target.IsMaster ? null : workspaceColumn,

            // A date does not tell two changes of one day apart.
            ChangeColumn = FirstOf(columns.Where(c => c.Value != "date").Select(c => c.Key), ChangeColumns),
            Columns = renames,
        };
    }

    private static string? FirstOf(IEnumerable<string> columns, string[] wanted)
        => wanted.Select(name => columns.FirstOrDefault(c => Names.Match(c, name))).FirstOrDefault(c => c is not null);
}
