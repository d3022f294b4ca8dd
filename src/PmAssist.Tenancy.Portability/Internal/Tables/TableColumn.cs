using Microsoft.EntityFrameworkCore.Metadata;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>A column of this host's, as its rows are read from the database and written to it.</summary>
internal sealed class TableColumn(IColumn column, NeutralType type)
{
    public IColumn Column => column;

    public string Name => column.Name;

    public NeutralType Type => type;

    /// <summary>The name with its colon, as a row has it.</summary>
    public byte[] Member { get; } = [.. Quoted(column.Name), (byte)':'];

    /// <summary>What of a value a file does not keep; null if nothing is lost.</summary>
    public string? Note => type.Name == WrittenType.Spatial ? "well-known text, without the SRID" : null;

    private static byte[] Quoted(string name)
    {
        using var line = new JsonLine();
        line.Text(name);
        return line.Written.ToArray();
    }
}
