using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>A table of this host's workspaces.</summary>
internal sealed class WorkspaceTable
{
    public WorkspaceTable(ITable table, BulkRows bulk)
    {
        Table = table;
        Columns =
        [
            .. table.Columns.Where(c => c.ComputedColumnSql is null && !bulk.IsGenerated(c))
                .OrderBy(c => c.Name, StringComparer.Ordinal)
                .Select(c => new TableColumn(c, ColumnTypes.Of(c, bulk))),
        ];
    }

    public ITable Table { get; }

    public string Name => Table.Name;

    /// <summary>The columns that have values of their own, in one order whatever the model's.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>The names of the primary key's columns; none if there is no key.</summary>
    public IReadOnlyList<string> Key => [.. Table.PrimaryKey?.Columns.Select(c => c.Name) ?? []];

    /// <summary>The columns that the engine may number.</summary>
    public IEnumerable<string> Numbered
        => Table.Columns.Where(c => IsInteger(c) && c.PropertyMappings.Any(m => m.Property.ValueGenerated == ValueGenerated.OnAdd))
            .Select(c => c.Name);

    public TableColumn? Find(string column) => Columns.FirstOrDefault(c => c.Name == column);

    private static bool IsInteger(IColumn column)
        => Type.GetTypeCode(Nullable.GetUnderlyingType(column.ProviderClrType) ?? column.ProviderClrType)
            is >= TypeCode.SByte and <= TypeCode.UInt64;
}
