using System.Buffers.Binary;

namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>
/// An old row's id. It has the row's place in its table in its last bytes, so that a row found on the new side can be made again
/// from nothing else; of two with the same first half, the later row's is the greater one for each engine.
/// </summary>
internal static class OldId
{
    public static Guid For(ulong half, OldTable table, int index)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, half);

        // A random id's version and variant: RFC 9562, section 5.4.
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = 0x80;
        bytes[11] = table.Number;
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], index);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>The row's place in the table; null if the id is not one of this table's.</summary>
    public static int? IndexOf(Guid id, OldTable table)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return bytes[11] == table.Number && bytes[8] == 0x80 && bytes[9] == 0 && bytes[10] == 0
            ? BinaryPrimitives.ReadInt32BigEndian(bytes[12..])
            : null;
    }
}
