using System.Data.Common;
using System.Text.Json;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Rows of some columns as a file has them: one object a line, its members in the columns' order.</summary>
internal sealed class RowFormat : IDisposable
{
    private readonly TableColumn[] _columns;
    private readonly byte[][] _members;
    private readonly Func<object?, object?>?[] _masks;
    private readonly OtherTexts _otherTexts;
    private readonly JsonLine _written = new();

    /// <param name="columns">The columns.</param>
    /// <param name="masks">What takes the place of a column's value, by the column's name; null for none.</param>
    public RowFormat(IReadOnlyList<TableColumn> columns, IReadOnlyDictionary<string, Func<object?, object?>>? masks = null)
    {
        _columns = [.. columns];
        _members = [.. columns.Select((c, i) => (byte[])[(byte)(i == 0 ? '{' : ','), .. c.Member])];
        _masks = [.. columns.Select(c => masks?.GetValueOrDefault(c.Name))];
        _otherTexts = new OtherTexts(_columns);
    }

    /// <summary>Adds the reader's row, whose columns are these.</summary>
    /// <returns>The row as it is compared: the same bytes for all texts of a value. Until the next call.</returns>
    public ReadOnlySpan<byte> Write(DbDataReader reader, JsonLine line)
    {
        var start = line.Length;
        for (var i = 0; i < _columns.Length; i++)
        {
            line.Raw(_members[i]);
            var value = line.Length;
            if (_masks[i] is { } mask)
            {
                WriteMasked(_columns[i], mask(reader.IsDBNull(i) ? null : _columns[i].Type.Read(reader, i)), line);
            }
            else if (_columns[i].Column.IsNullable && reader.IsDBNull(i))
            {
                line.Raw("null"u8);
            }
            else
            {
                Copy(_columns[i], reader, i, line);
            }

            _otherTexts.Found(i, value - start, line.Length - start);
        }

        line.Raw(End);
        if (line.Length - start > LineReader.LongestRow)
        {
            throw new PortabilityException(
                $"A row of the table '{_columns[0].Column.Table.Name}' has more than {LineReader.LongestRow} bytes in a file, which none "
                + "may have. Mask its long values, or leave the table out.")
            {
                Table = _columns[0].Column.Table.Name,
            };
        }

        return _otherTexts.Replace(line.Written[start..]);
    }

    /// <summary>The values of a row in a file.</summary>
    /// <exception cref="FormatException">It is no row of these columns.</exception>
    public object?[] Read(ReadOnlySpan<byte> row)
    {
        var json = new Utf8JsonReader(row);
        var values = new object?[_columns.Length];
        Expect(ref json, JsonTokenType.StartObject);
        for (var i = 0; i < values.Length; i++)
        {
            Expect(ref json, JsonTokenType.PropertyName);
            if (!json.ValueTextEquals(_columns[i].Name))
            {
                throw new FormatException($"There is '{json.GetString()}', where '{_columns[i].Name}' has to be.");
            }

            json.Read();
            var start = (int)json.TokenStartIndex;
            values[i] = json.TokenType == JsonTokenType.Null ? null : Read(_columns[i], ref json);
            _otherTexts.Found(i, start, (int)json.BytesConsumed);
        }

        Expect(ref json, JsonTokenType.EndObject);
        return values;
    }

    /// <summary>
    /// What <see cref="ComparedOf(ReadOnlySpan{byte})"/> gives, of the row that was read last and so need not be searched.
    /// </summary>
    public ReadOnlySpan<byte> ComparedOfRead(ReadOnlySpan<byte> row) => _otherTexts.Replace(row);

    /// <summary>The bytes by which a row in a file is compared. Until the next call.</summary>
    public ReadOnlySpan<byte> ComparedOf(ReadOnlySpan<byte> row)
    {
        if (_otherTexts.AreNone)
        {
            return row;
        }

        var json = new Utf8JsonReader(row);
        json.Read();
        for (var i = 0; i < _columns.Length; i++)
        {
            json.Read();
            json.Read();
            var start = (int)json.TokenStartIndex;
            json.Skip();
            _otherTexts.Found(i, start, (int)json.BytesConsumed);
        }

        return _otherTexts.Replace(row);
    }

    /// <summary>The bytes by which a row of values is compared. Until the next call.</summary>
    public ReadOnlySpan<byte> ComparedOf(object?[] values)
    {
        _written.Clear();
        for (var i = 0; i < _columns.Length; i++)
        {
            _written.Raw(_members[i]);
            if (values[i] is { } value)
            {
                _columns[i].Type.Write(value, _written);
            }
            else
            {
                _written.Raw("null"u8);
            }
        }

        _written.Raw(End);
        return ComparedOf(_written.Written);
    }

    public void Dispose()
    {
        _otherTexts.Dispose();
        _written.Dispose();
    }

    private ReadOnlySpan<byte> End => _columns.Length == 0 ? "{}"u8 : "}"u8;

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
