using System.Buffers;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Reads a part line by line.</summary>
internal sealed class LineReader(Stream stream, ExportedPart part) : IAsyncDisposable
{
    /// <summary>The longest row, in bytes: an array of .NET has no more, and a bomb of one line gets no further.</summary>
    public const int LongestRow = 1 << 28;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
    private int _start;
    private int _end;

    public ExportedPart Part => part;

    /// <returns>The next line without its end, valid until the next call; null after the last.</returns>
    public ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancellationToken)
    {
        var length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
        return length < 0 ? FillAsync(cancellationToken) : new(Take(length));
    }

    public async ValueTask DisposeAsync()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        await stream.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<ReadOnlyMemory<byte>?> FillAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var searched = _end - _start;
            Make(room: 1 << 15);
            var count = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                return searched == 0 ? null : throw new ExportFileException($"The part '{part.Entry}' ends inside a row.");
            }

            _end += count;
            var length = _buffer.AsSpan(_start + searched, count).IndexOf((byte)'\n');
            if (length >= 0)
            {
                return Take(searched + length);
            }
        }
    }

    private ReadOnlyMemory<byte> Take(int length)
    {
        var line = _buffer.AsMemory(_start, length);
        _start += length + 1;
        return line;
    }

    private void Make(int room)
    {
        var kept = _end - _start;
        if (kept > LongestRow)
        {
            throw new ExportFileException($"A row of the part '{part.Entry}' has more than {LongestRow} bytes, which no export writes.");
        }

        var target = _buffer;
        if (kept + room > _buffer.Length)
        {
            target = ArrayPool<byte>.Shared.Rent(2 * (kept + room));
        }

        _buffer.AsSpan(_start, kept).CopyTo(target);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        (_start, _end) = (0, kept);
    }
}
