using System.Data.Common;
using System.Text.Json;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>What a column's values are, whatever the engine, and how a file has them.</summary>
/// <param name="name">Its name in the manifest.</param>
internal abstract class NeutralType(string name)
{
    public string Name => name;

    /// <summary>Whether two texts can be one value, as two of JSON can: rows are compared by <see cref="CanonicalJson"/> then.</summary>
    public virtual bool HasOtherTexts => false;

    /// <summary>Copies a value that is not null from a reader that is at its row.</summary>
    public abstract void Copy(DbDataReader reader, int ordinal, JsonLine line);

    /// <summary>A value that is not null, as the driver gives it.</summary>
    public abstract object Read(DbDataReader reader, int ordinal);

    /// <summary>Writes a value that is not null, as the driver gives it.</summary>
    public abstract void Write(object value, JsonLine line);

    /// <summary>Reads a value that is not null, as the driver takes it; the reader is at its token.</summary>
    /// <exception cref="FormatException">The token is no such value.</exception>
    public abstract object Read(ref Utf8JsonReader json);
}
