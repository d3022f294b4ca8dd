using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Base64Text = System.Buffers.Text.Base64;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>
/// Writes JSON as the format says to the byte: nothing between the tokens, and no character escaped that need not be. So equal rows are
/// equal bytes, whatever version of .NET writes them, which a serializer does not promise.
/// </summary>
internal sealed class JsonLine : IDisposable
{
    private const int LongestValue = 64;

    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\']);

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(1 << 16);

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public void Raw(ReadOnlySpan<byte> json)
    {
        json.CopyTo(Free(json.Length));
        Length += json.Length;
    }

    public void Raw(byte json)
    {
        Free(1)[0] = json;
        Length++;
    }

    /// <summary>A number, or what has no character to be escaped: between quotes then.</summary>
    public void Value<T>(T value, ReadOnlySpan<char> format, bool isQuoted)
        where T : IUtf8SpanFormattable
    {
        var free = Free(LongestValue + 2);
        var at = isQuoted ? 1 : 0;
        if (!value.TryFormat(free[at..], out var written, format, provider: null))
        {
            throw new FormatException($"A value of the type {typeof(T).Name} has more than {LongestValue} characters.");
        }

        free[0] = isQuoted ? (byte)'"' : free[0];
        free[at + written] = (byte)'"';
        Length += written + (2 * at);
    }

    /// <summary>A time without its zone, the zeros at the end of its fraction and its fraction's point cut off.</summary>
    public void Time(DateTime value)
    {
        Raw((byte)'"');
        Fraction(DateTime.SpecifyKind(value, DateTimeKind.Unspecified));
        Raw((byte)'"');
    }

    /// <inheritdoc cref="Time(DateTime)"/>
    public void Time(TimeOnly value)
    {
        Raw((byte)'"');
        Fraction(value);
        Raw((byte)'"');
    }

    /// <summary>A time with its offset.</summary>
    public void Time(DateTimeOffset value)
    {
        Raw((byte)'"');
        Fraction(value.DateTime);
        Raw((byte)(value.Offset < TimeSpan.Zero ? '-' : '+'));
        Value(TimeOnly.FromTimeSpan(value.Offset.Duration()), "HH':'mm", isQuoted: false);
        Raw((byte)'"');
    }

    public void Base64(ReadOnlySpan<byte> value)
    {
        Raw((byte)'"');
        var free = Free(Base64Text.GetMaxEncodedToUtf8Length(value.Length));
        Base64Text.EncodeToUtf8(value, free, out _, out var written);
        Length += written;
        Raw((byte)'"');
    }

    /// <exception cref="FormatException">The text has half of a surrogate pair, which UTF-8 cannot say.</exception>
    public void Text(ReadOnlySpan<char> text)
    {
        Raw((byte)'"');
        while (text.Length > 0)
        {
            var plain = text.IndexOfAny(Escaped);
            Plain(plain < 0 ? text : text[..plain]);
            if (plain < 0)
            {
                break;
            }

            Escape(text[plain]);
            text = text[(plain + 1)..];
        }

        Raw((byte)'"');
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    /// <summary>
    /// The format that all of these types write fastest has seven digits of a second: a format of one's own takes six times as long.
    /// </summary>
    private void Fraction<T>(T value)
        where T : IUtf8SpanFormattable
    {
        Value(value, "O", isQuoted: false);
        Length = Written.TrimEnd((byte)'0').Length;
        Length -= Written[^1] == (byte)'.' ? 1 : 0;
    }

    private void Plain(ReadOnlySpan<char> text)
    {
        var free = Free(Encoding.UTF8.GetMaxByteCount(text.Length));
        if (Utf8.FromUtf16(text, free, out _, out var written, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            throw new FormatException("The text has half of a surrogate pair, which is no character.");
        }

        Length += written;
    }

    private void Escape(char character)
    {
        if (character is '"' or '\\')
        {
            Raw((byte)'\\');
            Raw((byte)character);
        }
        else
        {
            Raw("\\u00"u8);
            Raw((byte)(character < 0x10 ? '0' : '1'));
            Raw((byte)"0123456789abcdef"[character & 0xf]);
        }
    }

    private Span<byte> Free(int length)
    {
        if (_bytes.Length - Length < length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _bytes.Length, Length + length));
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        return _bytes.AsSpan(Length);
    }
}
