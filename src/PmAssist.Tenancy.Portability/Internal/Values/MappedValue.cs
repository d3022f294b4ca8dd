using System.Data.Common;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Storage;

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

    /// <summary>What the driver gives.</summary>
    public object Read(DbDataReader reader, int ordinal) => _read.Value(reader, ordinal);

    /// <summary>What the property has.</summary>
    public object ToModel(object value) => mapping.Converter is { } converter ? converter.ConvertFromProvider(value)! : value;

    /// <summary>What the driver takes.</summary>
    public object ToProvider(object value) => mapping.Converter is { } converter ? converter.ConvertToProvider(value)! : value;
}
