using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>A new table, as the model has it.</summary>
internal sealed class CutoverTarget
{
    private CutoverTarget(ITable table, bool isMaster, CutoverDialect dialect)
    {
        Name = table.Name;
        IsMaster = isMaster;
        Columns = [.. table.Columns.Where(c => c.ComputedColumnSql is null && !dialect.IsGenerated(c)).Select(c => new TargetColumn(c))];
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
    public IReadOnlyList<CutoverValue> Types(IEnumerable<string> columns) => [.. columns.Select(name => Columns.Single(c => c.Name == name).Value)];

    /// <summary>All tables that rows can go to, the master's and a workspace's.</summary>
    public static IReadOnlyList<CutoverTarget> Of(IModel master, IModel workspace, CutoverDialect dialect)
        => [.. TablesOf(master, isMaster: true, dialect), .. TablesOf(workspace, isMaster: false, dialect)];

    private static IEnumerable<CutoverTarget> TablesOf(IModel model, bool isMaster, CutoverDialect dialect)
        => model.GetRelationalModel().Tables
            .Where(t => !t.EntityTypeMappings.Any(m => m.TypeBase is IReadOnlyEntityType e && e.IsSharedAcrossWorkspaces()))
            .Select(t => new CutoverTarget(t, isMaster, dialect));

    /// <summary>SQL Server's filter that leaves nulls out; nulls are never duplicates here. Rows that another filter leaves out could be.</summary>
    private static bool IsUsual(string? filter) => filter is null || filter.EndsWith("IS NOT NULL", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A reference of a new table to another.</summary>
internal sealed record TargetReference(IReadOnlyList<string> Columns, string Table, IReadOnlyList<string> PrincipalColumns);

/// <summary>A new column, as the model has it.</summary>
internal sealed class TargetColumn
{
    public TargetColumn(IColumn column)
    {
        Name = column.Name;
        IsNullable = column.IsNullable;
        var property = column.PropertyMappings[0].Property;
        var mapping = property.GetRelationalTypeMapping();
        Value = new CutoverValue(column.StoreType, KindOf(property, mapping));
        MaxLength = Value.Kind == CutoverValueKind.Text ? property.GetMaxLength() : null;
        IsNumbered = Value.Kind == CutoverValueKind.Number && property.ValueGenerated == ValueGenerated.OnAdd
            && property.IsPrimaryKey() && !property.IsForeignKey();
        Allowed = AllowedBy(property, mapping);
        Start = StartOf(property) is { } start ? mapping.GenerateSqlLiteral(start) : IsNullable ? "NULL" : null;
    }

    public string Name { get; }

    public bool IsNullable { get; }

    public CutoverValue Value { get; }

    public int? MaxLength { get; }

    /// <summary>Whether the engine counts its values.</summary>
    public bool IsNumbered { get; }

    /// <summary>The only texts that the model can read; null if it can read any.</summary>
    public IReadOnlyList<string>? Allowed { get; }

    /// <summary>What a row has when nothing is known: SQL; null if there has to be something.</summary>
    public string? Start { get; }

    private static CutoverValueKind KindOf(IProperty property, RelationalTypeMapping mapping)
    {
        var type = mapping.Converter?.ProviderClrType ?? property.ClrType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return Type.GetTypeCode(type) switch
        {
            TypeCode.String => property.IsJson() ? CutoverValueKind.Json : CutoverValueKind.Text,
            TypeCode.DateTime => CutoverValueKind.Time,
            TypeCode.Boolean => CutoverValueKind.Boolean,
            >= TypeCode.SByte and <= TypeCode.Decimal => CutoverValueKind.Number,
            _ when type == typeof(Guid) => CutoverValueKind.Uuid,
            _ when type == typeof(DateTimeOffset) => CutoverValueKind.TimeWithOffset,
            _ => CutoverValueKind.Other,
        };
    }

    private static List<string>? AllowedBy(IProperty property, RelationalTypeMapping mapping)
    {
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        return type switch
        {
            { IsEnum: true } when mapping.Converter is { } converter && converter.ProviderClrType == typeof(string) => property.DeclaringType.ClrType == typeof(Workspace)
                ? [nameof(WorkspaceStatus.Active), nameof(WorkspaceStatus.Suspended), nameof(WorkspaceStatus.Archived)]
                : [.. Enum.GetValues(type).Cast<object>().Select(v => (string)converter.ConvertToProvider(v)!)],
            _ => null,
        };
    }

    /// <summary>What a new object has, unless it says nothing, as an empty name or no time at all does.</summary>
    private static object? StartOf(IProperty property)
    {
        var owner = property.DeclaringType.ClrType;
        if (property.Name == nameof(IVersioned.Version) && (owner == typeof(Workspace) || owner.IsAssignableTo(typeof(IVersioned))))
        {
            return 1;
        }

        if (property.DeclaringType.ClrType == typeof(Workspace) && property.Name == nameof(Workspace.Status))
        {
            return WorkspaceStatus.Active;
        }

        if (property.PropertyInfo is not { } member || property.IsKey() || property.IsForeignKey()
            || property.DeclaringType.ClrType.GetConstructor(Instance, []) is not { } constructor)
        {
            return null;
        }

        return member.GetValue(constructor.Invoke(null)) switch
        {
            "" or DateTime or DateTimeOffset or Guid => null,
            var value => value,
        };
    }

    private const System.Reflection.BindingFlags Instance =
        System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic;
}
