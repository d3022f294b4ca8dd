using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>
/// A sum over rows, whatever their order: of the first 128 bits of each row's SHA-256, modulo 2^128. Equal rows count as often as they are
/// there.
/// </summary>
internal sealed class RowSum
{
    private UInt128 _sum;

    public long Rows { get; private set; }

    public void Add(ReadOnlySpan<byte> row)
    {
        _sum += HashOf(row);
        Rows++;
    }

    public static UInt128 HashOf(ReadOnlySpan<byte> row)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(row, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    public override string ToString() => _sum.ToString("x32", CultureInfo.InvariantCulture);
}
