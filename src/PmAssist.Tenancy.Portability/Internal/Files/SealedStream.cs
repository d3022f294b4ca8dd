using System.Buffers;
using System.Text;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>
/// Passes on what is written, but for its last bytes: the archive's comment, which becomes the seal over all bytes before it. What is
/// written to need not be seekable.
/// </summary>
internal sealed class SealedStream : Stream
{
    private readonly Stream _destination;
    private readonly FileSeal _seal;
    private readonly byte[] _held;
    private readonly ArrayBufferWriter<byte> _pending = new();
    private int _heldLength;
    private long _length;

    public SealedStream(Stream destination, ReadOnlyMemory<byte>? key)
    {
        _destination = destination;
        _seal = new FileSeal(key);
        _held = new byte[_seal.Length];
    }

    /// <summary>What the archive has as its comment until the seal is known.</summary>
    public string Placeholder => _seal.Placeholder;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    /// <summary>Asked of a stream that cannot seek too, by the archive's writer.</summary>
    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>
    /// Kept until the next asynchronous call: the archive's writer ends an entry synchronously, with some headers, and a response refuses
    /// that.
    /// </summary>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _length += buffer.Length;
        _pending.Write(buffer);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _length += buffer.Length;
        await SendPendingAsync(cancellationToken).ConfigureAwait(false);
        await SendAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the seal in the place of the placeholder, which has to be the end of what was written.</summary>
    public async Task SealAsync(CancellationToken cancellationToken)
    {
        await SendPendingAsync(cancellationToken).ConfigureAwait(false);
        if (_heldLength != _held.Length || Encoding.ASCII.GetString(_held) != Placeholder)
        {
            throw new InvalidOperationException("The archive does not end with its comment.");
        }

        await _destination.WriteAsync(Encoding.ASCII.GetBytes(_seal.Close()), cancellationToken).ConfigureAwait(false);
        await _destination.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public override void Flush()
    {
        // What is pending waits for an asynchronous call.
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => SendPendingAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _seal.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task SendPendingAsync(CancellationToken cancellationToken)
    {
        if (_pending.WrittenCount > 0)
        {
            await SendAsync(_pending.WrittenMemory, cancellationToken).ConfigureAwait(false);
            _pending.ResetWrittenCount();
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        var (held, passed) = Hold(buffer.Span);
        if (held.Length > 0)
        {
            await _destination.WriteAsync(held, cancellationToken).ConfigureAwait(false);
        }

        if (passed > 0)
        {
            await _destination.WriteAsync(buffer[..passed], cancellationToken).ConfigureAwait(false);
        }

        Keep(buffer.Span[passed..]);
    }

    /// <summary>What of the bytes held so far, and of those that come, is certainly not the comment.</summary>
    private (byte[] Held, int Passed) Hold(ReadOnlySpan<byte> buffer)
    {
        var surplus = Math.Max(0, _heldLength + buffer.Length - _held.Length);
        var fromHeld = Math.Min(surplus, _heldLength);
        byte[] held = fromHeld == 0 ? [] : _held[..fromHeld];
        _heldLength -= fromHeld;
        _held.AsSpan(fromHeld, _heldLength).CopyTo(_held);
        var passed = surplus - fromHeld;
        _seal.Add(held);
        _seal.Add(buffer[..passed]);
        return (held, passed);
    }

    private void Keep(ReadOnlySpan<byte> rest)
    {
        rest.CopyTo(_held.AsSpan(_heldLength));
        _heldLength += rest.Length;
    }
}
