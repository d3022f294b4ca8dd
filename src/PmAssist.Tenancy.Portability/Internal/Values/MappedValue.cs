using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>A value that is read as EF's mapping reads it, and taken through its converter.</summary>
internal sealed class MappedValue(RelationalTypeMapping mapping)
{
    private readonly Lazy<Func<DbDataReader, int, object>> _read = new(() =>
    {
        var (reader, ordinal) = (Expression.Parameter(typeof(DbDataReader)), Expression.Parameter(typeof(int)));
        var method = mapping.GetDataReaderMethod();
        var typed = Expression.Convert(reader, method.DeclaringType!);
        var value = mapping.CustomizeDataReaderExpression(Expression.Call(typed, method, ordinal));
        return Expression.Lambda<Func<DbDataReader, int, object>>(Expression.Convert(value, typeof(object)), reader, ordinal).Compile();
    });

    private readonly ValueConverter? _toProvider = mapping.Converter ?? SpatialConverterOf(mapping);

    /// <summary>What the driver gives, or a spatial value.</summary>
    public object Read(DbDataReader reader, int ordinal) => _read.Value(reader, ordinal);

    /// <summary>What the property has.</summary>
    public object ToModel(object value) => mapping.Converter is { } converter ? converter.ConvertFromProvider(value)! : value;

    /// <summary>What the driver takes.</summary>
    public object ToProvider(object value) => _toProvider?.ConvertToProvider(value) ?? value;

    /// <summary>
    /// EF's mappings of spatial types have a converter of their own, which only their parameters go through. It is protected: part of what
    /// EF promises to its plug-ins (EF Core v10.0.11, RelationalGeometryTypeMapping).
    /// </summary>
    private static ValueConverter? SpatialConverterOf(RelationalTypeMapping mapping)
    {
        for (var type = mapping.GetType(); type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(RelationalGeometryTypeMapping<,>))
            {
                var converter = type.GetProperty("SpatialConverter", BindingFlags.Instance | BindingFlags.NonPublic)!;
                return (ValueConverter?)converter.GetValue(mapping);
            }
        }

        return null;
    }
}
