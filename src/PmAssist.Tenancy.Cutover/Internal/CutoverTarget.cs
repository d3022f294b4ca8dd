using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>A new table, as the model has it.</summary>
internal sealed class CutoverTarget
{
    private CutoverTarget(ITable table, bool isMaster, BulkRows bulk)
    {
        Name = table.Name;
        IsMaster = isMaster;
        Columns = [.. table.Columns.Where(c => c.ComputedColumnSql is null && !bulk.IsGenerated(c)).Select(c => new TargetColumn(c))];
        Key = [.. table.PrimaryKey?.Columns.Select(c => c.Name) ?? []];
        UniqueKeys =
        [
            .. table.UniqueConstraints.Select(u => u.Columns)
                .Concat(table.Indexes.Where(i => i.IsUnique && IsUsual(i.Filter)).Select(i => i.Columns))
                .Select(columns => columns.Select(c => c.Name).ToList()),
        ];
        References =
        [
            .. table.ForeignKeyConstraints.Select(f => new TargetReference(
                [.. f.Columns.Select(c => c.Name)], f.PrincipalTable.Name, [.. f.PrincipalColumns.Select(c => c.Name)])),
        ];
    }

    public string Name { get; }

    public bool IsMaster { get; }

    public IReadOnlyList<TargetColumn> Columns { get; }

    public IReadOnlyList<string> Key { get; }

    /// <summary>The primary key among them.</summary>
    public IReadOnlyList<IReadOnlyList<string>> UniqueKeys { get; }

    public IReadOnlyList<TargetReference> References { get; }

    /// <summary>The types of some of the columns.</summary>
    public IReadOnlyList<CutoverValue> Types(IEnumerable<string> columns)
        => [.. columns.Select(name => Columns.Single(c => c.Name == name).Value)];

    /// <summary>All tables that rows can go to, the master's and those of all of a workspace's contexts.</summary>
    public static IReadOnlyList<CutoverTarget> Of(IModel master, IReadOnlyList<IModel> workspace, BulkRows bulk)
        =>
        [
            .. master.GetRelationalModel().Tables.Select(t => new CutoverTarget(t, isMaster: true, bulk)),
            .. WorkspaceTables.Of(workspace).Select(t => new CutoverTarget(t, isMaster: false, bulk)),
        ];

    /// <summary>
    /// SQL Server's filter that leaves nulls out; nulls are never duplicates here. Rows that another filter leaves out could be.
    /// </summary>
    private static bool IsUsual(string? filter) => filter is null || filter.EndsWith("IS NOT NULL", StringComparison.OrdinalIgnoreCase);
}
