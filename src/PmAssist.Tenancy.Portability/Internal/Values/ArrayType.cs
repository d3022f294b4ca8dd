using System.Collections;
using System.Data.Common;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>A collection of single values: an array in one engine, JSON in a text in another. A file has a JSON array.</summary>
/// <param name="mapping">How EF maps the collection.</param>
/// <param name="collection">The property's type.</param>
/// <param name="element">The elements' type.</param>
internal sealed class ArrayType(RelationalTypeMapping mapping, Type collection, NeutralType element)
    : NeutralType($"array of {element.Name}")
{
    private readonly MappedValue _value = new(mapping);
    private readonly Type _elementType = ElementTypeOf(collection);

    private RelationalTypeMapping ElementMapping => (RelationalTypeMapping)mapping.ElementTypeMapping!;

    public override void Copy(DbDataReader reader, int ordinal, JsonLine line) => Write(Read(reader, ordinal), line);

    public override object Read(DbDataReader reader, int ordinal) => _value.Read(reader, ordinal);

    public override void Write(object value, JsonLine line)
    {
        line.Raw((byte)'[');
        var isFirst = true;
        foreach (var item in (IEnumerable)_value.ToModel(value))
        {
            line.Raw(isFirst ? ""u8 : ","u8);
            isFirst = false;
            if (item is null)
            {
                line.Raw("null"u8);
            }
            else
            {
                element.Write(ElementMapping.Converter?.ConvertToProvider(item) ?? item, line);
            }
        }

        line.Raw((byte)']');
    }

    public override object Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw ScalarTypes.Unexpected(json.TokenType, "an array");
        }

        var items = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(_elementType))!;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            items.Add(json.TokenType == JsonTokenType.Null ? null : ModelOf(element.Read(ref json)));
        }

        try
        {
            return _value.ToProvider(CollectionOf(items));
        }
        catch (ArgumentException exception)
        {
            // Where a collection is JSON, what JSON does not have: NaN and the infinities.
            throw new FormatException(exception.Message, exception);
        }
    }

    private object? ModelOf(object item) => ElementMapping.Converter is { } converter ? converter.ConvertFromProvider(item) : item;

    private object CollectionOf(IList items)
    {
        if (collection.IsArray)
        {
            var array = Array.CreateInstance(_elementType, items.Count);
            items.CopyTo(array, 0);
            return array;
        }

        return collection.IsInstanceOfType(items) ? items : Activator.CreateInstance(collection, items)!;
    }

    private static Type ElementTypeOf(Type collection)
        => collection.IsArray
            ? collection.GetElementType()!
            : collection.GetInterfaces().Append(collection)
                .First(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>)).GetGenericArguments()[0];
}
