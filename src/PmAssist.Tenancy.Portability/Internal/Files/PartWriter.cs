using System.Security.Cryptography;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Writes the lines of one part into its entry of the archive, and says what it wrote.</summary>
internal sealed class PartWriter(Stream entry) : IDisposable
{
    private const int Chunk = 1 << 16;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _rows;
    private long _bytes;

    /// <summary>Where the next row is written; <see cref="EndRowAsync"/> follows it.</summary>
    public JsonLine Line { get; } = new();

    public ValueTask EndRowAsync(CancellationToken cancellationToken)
    {
        Line.Raw((byte)'\n');
        _rows++;
        return Line.Length >= Chunk ? FlushAsync(cancellationToken) : ValueTask.CompletedTask;
    }

    public async Task<ExportedPart> CompleteAsync(string name, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        return new ExportedPart
        {
            Entry = name,
            Rows = _rows,
            Bytes = _bytes,
            Sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset()),
        };
    }

    public void Dispose()
    {
        Line.Dispose();
        _hash.Dispose();
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        _hash.AppendData(Line.Written);
        _bytes += Line.Length;
        await entry.WriteAsync(Line.WrittenMemory, cancellationToken).ConfigureAwait(false);
        Line.Clear();
    }
}
