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
        return ArrayOf(property, mapping)
            ?? (type == typeof(string) && IsJson(column, property) ? JsonType.Instance : null)
            ?? (type == typeof(DateTime) && bulk.IsUtc(column) ? ScalarTypes.TimeInUtc : null)
            ?? ScalarTypes.Of(type)
            ?? WrittenOf(mapping)
            ?? throw new PortabilityException(
                $"The column '{column.Name}' of the table '{column.Table.Name}' has the type {column.StoreType}, of which nothing is known "
                + "that a file could have. Leave the table out, or map the column to a type that has a text.")
            {
                Table = column.Table.Name,
                Column = column.Name,
            };
    }

    private static bool IsJson(IColumn column, IProperty property)
        => property.IsJson() || column.StoreType.ToUpperInvariant() is "JSON" or "JSONB";

    private static ArrayType? ArrayOf(IProperty property, RelationalTypeMapping mapping)
    {
        if (mapping.ElementTypeMapping is not RelationalTypeMapping element)
        {
            return null;
        }

        var type = element.Converter?.ProviderClrType ?? element.ClrType;
        return ScalarTypes.Of(Nullable.GetUnderlyingType(type) ?? type) is { } scalar
            ? new ArrayType(mapping, property.ClrType, scalar)
            : null;
    }

    private static WrittenType? WrittenOf(RelationalTypeMapping mapping)
        => mapping.JsonValueReaderWriter is { } json
            ? new WrittenType(IsSpatial(mapping.ClrType) ? WrittenType.Spatial : WrittenType.Other, mapping, json)
            : null;

    private static bool IsSpatial(Type type) => type.Namespace?.StartsWith("NetTopologySuite", StringComparison.Ordinal) == true;
}
