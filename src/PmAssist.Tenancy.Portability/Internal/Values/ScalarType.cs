using System.Data.Common;
using System.Text.Json;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>A type whose values the driver gives as one type of .NET.</summary>
/// <param name="name">Its name in the manifest.</param>
/// <param name="get">
/// Reads a value. The driver's own methods for a type are several times faster than the generic one, which is virtual.
/// </param>
/// <param name="write">Writes a value.</param>
/// <param name="parse">Reads a value of a file.</param>
internal sealed class ScalarType<T>(
    string name, Func<DbDataReader, int, T> get, Action<JsonLine, T> write, ScalarType<T>.Parsing parse) : NeutralType(name)
    where T : notnull
{
    public delegate T Parsing(ref Utf8JsonReader json);

    public override void Copy(DbDataReader reader, int ordinal, JsonLine line) => write(line, get(reader, ordinal));

    public override object Read(DbDataReader reader, int ordinal) => get(reader, ordinal);

    public override void Write(object value, JsonLine line)
        => write(line, value is T typed ? typed : throw new FormatException($"A {Name} cannot be a {value.GetType().Name}."));

    public override object Read(ref Utf8JsonReader json) => parse(ref json);
}
