using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Cutover.Internal;

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
        if (!type.IsEnum || mapping.Converter is not { } converter || converter.ProviderClrType != typeof(string))
        {
            return null;
        }

        return property.DeclaringType.ClrType == typeof(Workspace)
            ? [nameof(WorkspaceStatus.Active), nameof(WorkspaceStatus.Suspended), nameof(WorkspaceStatus.Archived)]
            : [.. Enum.GetValues(type).Cast<object>().Select(v => (string)converter.ConvertToProvider(v)!)];
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
