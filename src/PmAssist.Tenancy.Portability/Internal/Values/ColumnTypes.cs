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
        return ArrayOf(property, mapping, bulk.IsUtc(column))
            ?? (type == typeof(string) && IsJson(column, property) ? JsonType.Instance : null)
            ?? ScalarOf(type, property.GetValueConverter() is null ? property.ClrType : null, bulk.IsUtc(column))
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

    /// <param name="type">What the driver gives.</param>
    /// <param name="mapped">What EF's provider, and no converter of the host's, makes of that; null where the host's does.</param>
    /// <param name="isUtc">Whether times are in UTC.</param>
    private static NeutralType? ScalarOf(Type type, Type? mapped, bool isUtc)
        => type == typeof(DateTime) && isUtc ? ScalarTypes.TimeInUtc
            : type == typeof(decimal) && mapped is not null && IsUnsigned(mapped) ? ScalarTypes.UnsignedInDecimal
            : ScalarTypes.Of(type);

    private static bool IsUnsigned(Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) == TypeCode.UInt64;

    private static ArrayType? ArrayOf(IProperty property, RelationalTypeMapping mapping, bool isUtc)
    {
        if (mapping.ElementTypeMapping is not RelationalTypeMapping element)
        {
            return null;
        }

        var type = element.Converter?.ProviderClrType ?? element.ClrType;
        return ScalarOf(Nullable.GetUnderlyingType(type) ?? type, element.ClrType, isUtc) is { } scalar
            ? new ArrayType(mapping, property.ClrType, scalar)
            : null;
    }

    private static WrittenType? WrittenOf(RelationalTypeMapping mapping)
        => mapping.JsonValueReaderWriter is { } json
            ? new WrittenType(IsSpatial(mapping.ClrType) ? WrittenType.Spatial : WrittenType.Other, mapping, json)
            : null;

    private static bool IsSpatial(Type type) => type.Namespace?.StartsWith("NetTopologySuite", StringComparison.Ordinal) == true;
}
