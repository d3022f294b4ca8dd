using System.Data.Common;
using System.Text.Json;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>A type whose values the driver gives as one type of .NET.</summary>
internal sealed class ScalarType<T>(string name, Action<JsonLine, T> write, ScalarType<T>.Reading read) : NeutralType(name)
    where T : notnull
{
    public delegate T Reading(ref Utf8JsonReader json);

    public override void Copy(DbDataReader reader, int ordinal, JsonLine line) => write(line, reader.GetFieldValue<T>(ordinal));

    public override object Read(DbDataReader reader, int ordinal) => reader.GetFieldValue<T>(ordinal);

    public override void Write(object value, JsonLine line)
        => write(line, value is T typed ? typed : throw new FormatException($"A {Name} cannot be a {value.GetType().Name}."));

    public override object Read(ref Utf8JsonReader json) => read(ref json);
}
