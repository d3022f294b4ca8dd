using System.Security.Cryptography;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>
/// Writes the lines of one part into its entry of the archive, and says what it wrote. While a chunk is hashed and compressed, the next one
/// is filled: each takes about half of the time.
/// </summary>
internal sealed class PartWriter(Stream entry) : IAsyncDisposable
{
    private const int Chunk = 1 << 16;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private JsonLine _other = new();
    private Task _writing = Task.CompletedTask;
    private long _rows;
    private long _bytes;

    /// <summary>Where the next row is written; <see cref="EndRowAsync"/> follows it, after which it may be another.</summary>
    public JsonLine Line { get; private set; } = new();

    public ValueTask EndRowAsync(CancellationToken cancellationToken)
    {
        Line.Raw((byte)'\n');
        _rows++;
        return Line.Length >= Chunk ? FlushAsync(cancellationToken) : ValueTask.CompletedTask;
    }

    public async Task<ExportedPart> CompleteAsync(string name, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
        return new ExportedPart
        {
            Entry = name,
            Rows = _rows,
            Bytes = _bytes,
            Sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset()),
        };
    }

    /// <summary>
    /// Waits for what is being written, because the entry is closed next; an error of it was told, or another came first.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAny(_writing).ConfigureAwait(false);
        Line.Dispose();
        _other.Dispose();
        _hash.Dispose();
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await _writing.ConfigureAwait(false);
        _other.Clear();
        (Line, _other) = (_other, Line);
        var full = _other;
        _bytes += full.Length;
        _writing = Task.Run(() => WriteAsync(full, cancellationToken), cancellationToken);
    }

    private async Task WriteAsync(JsonLine chunk, CancellationToken cancellationToken)
    {
        _hash.AppendData(chunk.Written);
        await entry.WriteAsync(chunk.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }
}
