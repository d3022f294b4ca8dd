using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>Proposes a description from the names in both databases.</summary>
internal sealed class CutoverDiscoverer(CutoverSource source, CutoverDialect dialect, DbContext master, IModel workspace)
{
    private static readonly string[] WorkspaceColumns = ["workspace_id", "workspace"];
    private static readonly string[] ChangeColumns = ["updated_utc", "updated_at", "modified_utc", "modified_at", "last_modified", "changed_at"];

    public CutoverDiscovery Discover()
    {
        var targets = CutoverTarget.Of(master.Model, workspace, dialect);
        var known = source.Description.Tables;
        var tables = known.ToList();
        var unplaced = new List<CutoverProblem>();
        foreach (var name in source.Catalogue.Tables.Where(n => !known.Any(t => t.Name.Equals(n, StringComparison.OrdinalIgnoreCase))).Order(StringComparer.Ordinal))
        {
            var columns = source.Catalogue.Columns(name)!;
            var workspaceColumn = WorkspaceColumns.Select(w => columns.Keys.FirstOrDefault(c => Names.Match(c, w))).FirstOrDefault(c => c is not null);
            var target = targets.FirstOrDefault(t => Names.MayMean(name, t.Name) && (t.IsMaster || workspaceColumn is not null)
                && !tables.Exists(d => d.Target == t.Name));
            if (target is null)
            {
                unplaced.Add(new CutoverProblem(
                    name,
                    null,
                    workspaceColumn is null
                        ? "It has no workspace column. If its rows belong to workspaces, give it one in the old database."
                        : "No new table has its name. Map the table in the workspace context and describe it here, or leave it behind."));
                continue;
            }

            tables.Add(Propose(name, columns, target, workspaceColumn));
        }

        var description = new CutoverDescription { Source = source.Description.Source, SourceSchema = source.Description.SourceSchema, Tables = tables };
        var problems = new CutoverMapping(description, source.Catalogue, dialect, master, workspace).Problems;
        return new CutoverDiscovery(description, [.. unplaced, .. problems]);
    }

    private static CutoverTable Propose(string name, IReadOnlyDictionary<string, string> columns, CutoverTarget target, string? workspaceColumn)
    {
        var renames = new Dictionary<string, CutoverColumn>();
        foreach (var column in target.Columns.Where(c => !columns.Keys.Any(o => Names.Match(o, c.Name))))
        {
            if (columns.Keys.FirstOrDefault(o => Names.MayMean(o, column.Name) && !target.Columns.Any(t => Names.Match(t.Name, o))) is { } old)
            {
                renames.Add(column.Name, new CutoverColumn { From = old });
            }
        }

        return new CutoverTable
        {
            Name = name,
            Target = target.Name,
            WorkspaceColumn = target.IsMaster ? null : workspaceColumn,
            ChangeColumn = ChangeColumns.Select(c => columns.Keys.FirstOrDefault(o => Names.Match(o, c))).FirstOrDefault(c => c is not null && columns[c] != "date"),
            Columns = renames,
        };
    }
}
