using System.Globalization;
using System.IO.Hashing;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>
/// A sum over rows, whatever their order: of each row's XXH128, modulo 2^128. Equal rows count as often as they are there. It finds what an
/// engine or a converter changed; against people there are the parts' SHA-256 and the seal.
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

    public static UInt128 HashOf(ReadOnlySpan<byte> row) => XxHash128.HashToUInt128(row);

    public override string ToString() => _sum.ToString("x32", CultureInfo.InvariantCulture);
}
