namespace PmAssist.Tenancy.Specifications.Portability;

/// <summary>A stream as a response or a pipe is one: it cannot seek, and knows no synchronous call.</summary>
/// <param name="inner">What is read and written.</param>
/// <param name="beforeWrite">What happens before each write; null for nothing.</param>
public sealed class PlainStream(Stream inner, Func<Task>? beforeWrite = null) : Stream
{
    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => inner.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => inner.ReadAsync(buffer, offset, count, cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await (beforeWrite?.Invoke() ?? Task.CompletedTask);
        await inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => throw new InvalidOperationException("A synchronous call.");

    public override int Read(byte[] buffer, int offset, int count) => throw new InvalidOperationException("A synchronous call.");

    public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException("A synchronous call.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
