using System.Data.Common;
using System.Text.Json;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>JSON, kept as its text. Engines write it in their own way: with other blanks, in another order.</summary>
internal sealed class JsonType() : NeutralType("json")
{
    public static JsonType Instance { get; } = new();

    public override bool HasOtherTexts => true;

    public override void Copy(DbDataReader reader, int ordinal, JsonLine line) => line.Text(reader.GetString(ordinal));

    public override object Read(DbDataReader reader, int ordinal) => reader.GetString(ordinal);

    public override void Write(object value, JsonLine line) => line.Text((string)value);

    public override object Read(ref Utf8JsonReader json) => ScalarTypes.Text(ref json);
}
