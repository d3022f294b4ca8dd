using System.Data.Common;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.Json;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>
/// A type that only the engine's EF provider knows, in the JSON that EF writes of it: a spatial value as well-known text.
/// </summary>
internal sealed class WrittenType(string name, RelationalTypeMapping mapping, JsonValueReaderWriter json) : NeutralType(name)
{
    public const string Spatial = "spatial";
    public const string Other = "other";

    private readonly MappedValue _value = new(mapping);

    public override void Copy(DbDataReader reader, int ordinal, JsonLine line) => Write(Read(reader, ordinal), line);

    public override object Read(DbDataReader reader, int ordinal) => _value.Read(reader, ordinal);

    public override void Write(object value, JsonLine line)
    {
        var written = json.ToJsonString(_value.ToModel(value));
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(written));
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            line.Text(reader.GetString());
        }
        else
        {
            line.Raw(Encoding.UTF8.GetBytes(written));
        }
    }

    public override object Read(ref Utf8JsonReader token)
    {
        using var document = JsonDocument.ParseValue(ref token);
        return _value.ToProvider(json.FromJsonString(document.RootElement.GetRawText()));
    }
}
