using System.Security.Cryptography;
using System.Text;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>
/// What an export file ends with, a digest of all bytes before it: the archive's comment, because a ZIP file has bytes that no checksum of
/// its own covers. With a key nobody else can make it.
/// </summary>
internal sealed class FileSeal : IDisposable
{
    private const string Plain = "sha256:";
    private const string Signed = "hmac-sha256:";
    private const int ShortestKey = 16;

    private readonly string _prefix;
    private readonly IncrementalHash _hash;

    public FileSeal(ReadOnlyMemory<byte>? key)
        => (_prefix, _hash) = key is { } secret
            ? (Signed, IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret.Span))
            : (Plain, IncrementalHash.CreateHash(HashAlgorithmName.SHA256));

    public int Length => _prefix.Length + (2 * SHA256.HashSizeInBytes);

    public string Placeholder => _prefix + new string('0', 2 * SHA256.HashSizeInBytes);

    public void Add(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    /// <summary>The seal over what was added.</summary>
    public string Close() => _prefix + Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();

    /// <exception cref="PortabilityException">The key is too short to keep anybody out.</exception>
    public static void RequireStrong(ReadOnlyMemory<byte>? key)
    {
        if (key is { Length: < ShortestKey } given)
        {
            throw new PortabilityException(
                $"The signing key has {given.Length} bytes; it needs {ShortestKey} at least. Take one from a secret store, for example 32 "
                + "random bytes.");
        }
    }

    /// <summary>Compares a file's seal with that of its bytes.</summary>
    /// <param name="file">The file, which can seek.</param>
    /// <param name="key">The key that it has to be signed with; null if it has to be unsigned.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ExportFileException">It has another.</exception>
    public static async Task VerifyAsync(Stream file, ReadOnlyMemory<byte>? key, CancellationToken cancellationToken)
    {
        using var seal = new FileSeal(key);
        if (file.Length <= seal.Length)
        {
            throw new ExportFileException("This is no export: it is too short. Was it downloaded completely?");
        }

        var written = new byte[seal.Length];
        file.Position = file.Length - seal.Length;
        await file.ReadExactlyAsync(written, cancellationToken).ConfigureAwait(false);
        await RefuseOtherKindAsync(file, key, cancellationToken).ConfigureAwait(false);

        file.Position = 0;
        var buffer = new byte[1 << 16];
        for (var left = file.Length - seal.Length; left > 0;)
        {
            var most = (int)Math.Min(left, buffer.Length);
            var count = await file.ReadAsync(buffer.AsMemory(0, most), cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                throw new ExportFileException("The file became shorter while it was read. Read it again when nobody changes it.");
            }

            seal.Add(buffer.AsSpan(0, count));
            left -= count;
        }

        if (!CryptographicOperations.FixedTimeEquals(written, Encoding.ASCII.GetBytes(seal.Close())))
        {
            throw new ExportFileException(key is null
                ? "The file is not as it was exported: it was cut off or changed, or it is no export. Get it again from where it came."
                : "The file is not as it was exported, or was signed with another key. Give the key that it was exported with; if it is "
                    + "that, get the file again from where it came.");
        }
    }

    private static async Task RefuseOtherKindAsync(Stream file, ReadOnlyMemory<byte>? key, CancellationToken cancellationToken)
    {
        using var signed = new FileSeal(default(ReadOnlyMemory<byte>));
        if (file.Length <= signed.Length)
        {
            return;
        }

        var bytes = new byte[signed.Length];
        file.Position = file.Length - signed.Length;
        await file.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        var end = Encoding.ASCII.GetString(bytes);
        var isSigned = end.StartsWith(Signed, StringComparison.Ordinal);
        var isPlain = !isSigned && end[(Signed.Length - Plain.Length)..].StartsWith(Plain, StringComparison.Ordinal);
        if (isSigned && key is null)
        {
            throw new ExportFileException("The file is signed. Give the key that it was exported with (SigningKey).");
        }

        if (isPlain && key is not null)
        {
            throw new ExportFileException(
                "The file is not signed, and a key was given that it should be signed with. Export it with the key; without a key an "
                + "unsigned file is read.");
        }
    }
}
