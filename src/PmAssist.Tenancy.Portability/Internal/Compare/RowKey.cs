using System.Text;
using System.Text.Json;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>What a row is known by: the values of its key as a JSON array, or the whole row where there is no key.</summary>
/// <param name="columns">The columns of the rows, in order.</param>
/// <param name="key">The names of the key's columns.</param>
internal sealed class RowKey(IReadOnlyList<TableColumn> columns, IReadOnlyList<string> key)
{
    private readonly int[] _ordinals = [.. key.Select(name => columns.ToList().FindIndex(c => c.Name == name))];

    public string Of(ReadOnlySpan<byte> row)
    {
        if (_ordinals.Length == 0)
        {
            return Encoding.UTF8.GetString(row);
        }

        var values = new string[_ordinals.Length];
        var json = new Utf8JsonReader(row);
        json.Read();
        for (var column = 0; column < columns.Count; column++)
        {
            json.Read();
            json.Read();
            var start = (int)json.TokenStartIndex;
            json.Skip();
            if (Array.IndexOf(_ordinals, column) is >= 0 and var place)
            {
                values[place] = Encoding.UTF8.GetString(row[start..(int)json.BytesConsumed]);
            }
        }

        return $"[{string.Join(',', values)}]";
    }
}
