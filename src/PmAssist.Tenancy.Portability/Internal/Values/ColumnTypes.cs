using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>What a column's values are, from EF's relational model.</summary>
internal static class ColumnTypes
{
    /// <exception cref="PortabilityException">Nothing is known of its values that a file could have.</exception>
    public static NeutralType Of(IColumn column, BulkRows bulk)
    {
        // A column that holds objects as JSON belongs to no property.
        if (column.PropertyMappings is not [var first, ..])
        {
            return JsonType.Instance;
        }

        var property = first.Property;
        var mapping = first.TypeMapping;
        var type = mapping.Converter?.ProviderClrType ?? mapping.ClrType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return ArrayOf(column, property, mapping, bulk)
            ?? (IsJson(column, type, property) ? JsonType.Instance : null)
            ?? (property.GetValueConverter() is null ? WideInteger(type, property.ClrType) : null)
            ?? ScalarOf(type, column, bulk)
            ?? WrittenOf(mapping)
            ?? throw new PortabilityException(
                $"The column '{column.Name}' of the table '{column.Table.Name}' has the type {column.StoreType}, of which nothing is known "
                + "that a file could have. Leave the table out, or map the column to a type that has a text.")
            {
                Table = column.Table.Name,
                Column = column.Name,
            };
    }

    /// <summary>An engine's own JSON gives its text, whatever the property's type.</summary>
    private static bool IsJson(IColumn column, Type type, IProperty property)
        => column.StoreType.ToUpperInvariant() is "JSON" or "JSONB" || (type == typeof(string) && property.IsJson());

    /// <summary>What EF itself, and no converter of the host's, keeps as a <c>decimal</c>.</summary>
    private static NeutralType? WideInteger(Type type, Type mapped)
        => type == typeof(decimal) && Type.GetTypeCode(Nullable.GetUnderlyingType(mapped) ?? mapped) == TypeCode.UInt64
            ? ScalarTypes.WideInteger
            : null;

    /// <summary>Of an array the column's type says in what its elements are.</summary>
    private static NeutralType? ScalarOf(Type type, IColumn column, BulkRows bulk)
        => type == typeof(DateTime) && bulk.IsUtc(column) ? ScalarTypes.TimeInUtc : ScalarTypes.Of(type);

    private static ArrayType? ArrayOf(IColumn column, IProperty property, RelationalTypeMapping mapping, BulkRows bulk)
    {
        if (mapping.ElementTypeMapping is not RelationalTypeMapping element)
        {
            return null;
        }

        var type = element.Converter?.ProviderClrType ?? element.ClrType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return (WideInteger(type, element.ClrType) ?? ScalarOf(type, column, bulk)) is { } scalar
            ? new ArrayType(mapping, property.ClrType, scalar)
            : null;
    }

    private static WrittenType? WrittenOf(RelationalTypeMapping mapping)
        => mapping.JsonValueReaderWriter is { } json
            ? new WrittenType(IsSpatial(mapping.ClrType) ? WrittenType.Spatial : WrittenType.Other, mapping, json)
            : null;

    private static bool IsSpatial(Type type) => type.Namespace?.StartsWith("NetTopologySuite", StringComparison.Ordinal) == true;
}
