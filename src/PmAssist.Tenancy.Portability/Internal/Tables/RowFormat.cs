using System.Data.Common;
using System.Text.Json;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Rows of some columns as a file has them: one object a line, its members in the columns' order.</summary>
/// <param name="columns">The columns.</param>
/// <param name="masks">What takes the place of a column's value, by the column's name; null for none.</param>
internal sealed class RowFormat(IReadOnlyList<TableColumn> columns, IReadOnlyDictionary<string, Func<object?, object?>>? masks = null)
    : IDisposable
{
    private readonly Func<object?, object?>?[] _masks = [.. columns.Select(c => masks?.GetValueOrDefault(c.Name))];
    private readonly bool _hasOtherTexts = columns.Any(c => c.Type.HasOtherTexts);
    private readonly JsonLine _compared = new();
    private readonly JsonLine _written = new();

    /// <summary>The last JSON of each column with its form: many rows have the same.</summary>
    private readonly (byte[] Value, byte[] Form)[] _last = [.. columns.Select(_ => (Array.Empty<byte>(), Array.Empty<byte>()))];

    /// <summary>Adds the reader's row, whose columns are these.</summary>
    /// <returns>The row as it is compared: the same bytes for all texts of a value. Until the next call.</returns>
    public ReadOnlySpan<byte> Write(DbDataReader reader, JsonLine line)
    {
        var start = line.Length;
        for (var i = 0; i < columns.Count; i++)
        {
            Begin(i, line);
            if (_masks[i] is { } mask)
            {
                WriteMasked(columns[i], mask(reader.IsDBNull(i) ? null : columns[i].Type.Read(reader, i)), line);
            }
            else if (reader.IsDBNull(i))
            {
                line.Raw("null"u8);
            }
            else
            {
                Copy(columns[i], reader, i, line);
            }
        }

        End(line);
        if (line.Length - start > LineReader.LongestRow)
        {
            throw new PortabilityException(
                $"A row of the table '{columns[0].Column.Table.Name}' has more than {LineReader.LongestRow} bytes in a file, which none "
                + "may have. Mask its long values, or leave the table out.")
            {
                Table = columns[0].Column.Table.Name,
            };
        }

        return _hasOtherTexts ? ComparedOf(line.Written[start..]) : line.Written[start..];
    }

    /// <summary>The values of a row in a file.</summary>
    /// <exception cref="ExportFileException">It is no row of these columns.</exception>
    public object?[] Read(ReadOnlySpan<byte> row)
    {
        var json = new Utf8JsonReader(row);
        var values = new object?[columns.Count];
        Expect(ref json, JsonTokenType.StartObject);
        for (var i = 0; i < values.Length; i++)
        {
            Expect(ref json, JsonTokenType.PropertyName);
            if (!json.ValueTextEquals(columns[i].Name))
            {
                throw new FormatException($"There is '{json.GetString()}', where '{columns[i].Name}' has to be.");
            }

            json.Read();
            values[i] = json.TokenType == JsonTokenType.Null ? null : Read(columns[i], ref json);
        }

        Expect(ref json, JsonTokenType.EndObject);
        return values;
    }

    /// <summary>The bytes by which a row in a file is compared. Until the next call.</summary>
    public ReadOnlySpan<byte> ComparedOf(ReadOnlySpan<byte> row)
    {
        if (!_hasOtherTexts)
        {
            return row;
        }

        var json = new Utf8JsonReader(row);
        json.Read();
        _compared.Clear();
        for (var i = 0; i < columns.Count; i++)
        {
            json.Read();
            json.Read();
            Begin(i, _compared);
            var start = (int)json.TokenStartIndex;
            json.Skip();
            var value = row[start..(int)json.BytesConsumed];
            if (json.TokenType == JsonTokenType.String && columns[i].Type.HasOtherTexts)
            {
                WriteCanonical(i, value, ref json);
            }
            else
            {
                _compared.Raw(value);
            }
        }

        End(_compared);
        return _compared.Written;
    }

    /// <summary>The bytes by which a row of values is compared. Until the next call.</summary>
    public ReadOnlySpan<byte> ComparedOf(object?[] values)
    {
        _written.Clear();
        for (var i = 0; i < columns.Count; i++)
        {
            Begin(i, _written);
            if (values[i] is { } value)
            {
                columns[i].Type.Write(value, _written);
            }
            else
            {
                _written.Raw("null"u8);
            }
        }

        End(_written);
        return ComparedOf(_written.Written);
    }

    public void Dispose()
    {
        _compared.Dispose();
        _written.Dispose();
    }

    private void WriteCanonical(int column, ReadOnlySpan<byte> value, ref Utf8JsonReader json)
    {
        var last = _last[column];
        if (last.Value.AsSpan().SequenceEqual(value))
        {
            _compared.Raw(last.Form);
            return;
        }

        var start = _compared.Length;
        CanonicalJson.Write(json.GetString()!, _compared);
        _last[column] = (value.ToArray(), _compared.Written[start..].ToArray());
    }

    private void Begin(int column, JsonLine line)
    {
        line.Raw((byte)(column == 0 ? '{' : ','));
        line.Raw(columns[column].Member);
    }

    private void End(JsonLine line) => line.Raw(columns.Count == 0 ? "{}"u8 : "}"u8);

    private static void Copy(TableColumn column, DbDataReader reader, int ordinal, JsonLine line)
    {
        try
        {
            column.Type.Copy(reader, ordinal, line);
        }
        catch (Exception exception) when (exception is FormatException or InvalidCastException or OverflowException
            or ArgumentException or InvalidOperationException or JsonException)
        {
            throw new PortabilityException(
                $"A value of the column '{column.Name}' of the table '{column.Column.Table.Name}' cannot be read as {column.Type.Name}: "
                + exception.Message,
                exception)
            {
                Table = column.Column.Table.Name,
                Column = column.Name,
            };
        }
    }

    private static void WriteMasked(TableColumn column, object? value, JsonLine line)
    {
        if (value is null)
        {
            line.Raw(column.Column.IsNullable ? "null"u8 : throw new PortabilityException(
                $"The mask of the column '{column.Name}' of the table '{column.Column.Table.Name}' gave null, and the column has to have a "
                + "value. Let it give something in its place.")
            {
                Table = column.Column.Table.Name,
                Column = column.Name,
            });
            return;
        }

        try
        {
            column.Type.Write(value, line);
        }
        catch (Exception exception) when (exception is FormatException or InvalidCastException)
        {
            throw new PortabilityException(
                $"The mask of the column '{column.Name}' of the table '{column.Column.Table.Name}' gave a {value.GetType().Name}, which "
                + $"is no {column.Type.Name}. Nothing was masked; let it give what it gets.",
                exception)
            {
                Table = column.Column.Table.Name,
                Column = column.Name,
            };
        }
    }

    private static object Read(TableColumn column, ref Utf8JsonReader json)
    {
        try
        {
            return column.Type.Read(ref json);
        }
        catch (Exception exception) when (exception is FormatException or InvalidCastException or OverflowException)
        {
            throw new PortabilityException(
                $"A value of the file does not fit into the column '{column.Name}' of the table '{column.Column.Table.Name}', which is "
                + $"{column.Type.Name} here: {exception.Message} Nothing was changed.",
                exception)
            {
                Table = column.Column.Table.Name,
                Column = column.Name,
            };
        }
    }

    private static void Expect(ref Utf8JsonReader json, JsonTokenType token)
    {
        if (!json.Read() || json.TokenType != token)
        {
            throw ScalarTypes.Unexpected(json.TokenType, token.ToString());
        }
    }
}
