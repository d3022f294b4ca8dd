using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>An export file that was verified: its seal, its manifest, and that each part is what the manifest says.</summary>
internal sealed class ExportFile : IAsyncDisposable
{
    private readonly Stream _file;
    private readonly bool _ownsFile;
    private readonly ZipArchive _archive;

    private ExportFile(Stream file, bool ownsFile, ZipArchive archive, ExportManifest manifest)
    {
        _file = file;
        _ownsFile = ownsFile;
        _archive = archive;
        Manifest = manifest;
    }

    public ExportManifest Manifest { get; }

    /// <param name="source">
    /// The file, from its current position to its end. One that cannot seek is put into a temporary file, which is deleted with this
    /// object.
    /// </param>
    /// <param name="key">The key that it was signed with; null for none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ExportFileException">It is not what an export wrote.</exception>
    public static async Task<ExportFile> OpenAsync(Stream source, ReadOnlyMemory<byte>? key, CancellationToken cancellationToken)
    {
        var isWhole = source is { CanSeek: true, Position: 0 };
        var file = isWhole ? source : await SpoolAsync(source, cancellationToken).ConfigureAwait(false);
        ZipArchive? archive = null;
        try
        {
            await FileSeal.VerifyAsync(file, key, cancellationToken).ConfigureAwait(false);
            file.Position = 0;
            archive = await ZipArchive.CreateAsync(file, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancellationToken)
                .ConfigureAwait(false);
            var opened = new ExportFile(file, !isWhole, archive, await ReadManifestAsync(archive, cancellationToken).ConfigureAwait(false));
            await opened.VerifyPartsAsync(cancellationToken).ConfigureAwait(false);
            return opened;
        }
        catch (Exception exception)
        {
            if (archive is not null)
            {
                await archive.DisposeAsync().ConfigureAwait(false);
            }

            if (!isWhole)
            {
                await file.DisposeAsync().ConfigureAwait(false);
            }

            if (exception is InvalidDataException)
            {
                throw new ExportFileException("The file is no ZIP archive that could be read: it is no export.", exception);
            }

            throw;
        }
    }

    /// <summary>The lines of a part.</summary>
    public async Task<LineReader> ReadAsync(ExportedPart part, CancellationToken cancellationToken)
        => new LineReader(await _archive.GetEntry(part.Entry)!.OpenAsync(cancellationToken).ConfigureAwait(false), part);

    /// <summary>The rows of a table, as the driver takes them.</summary>
    /// <param name="table">The table.</param>
    /// <param name="format">The form of its rows.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="sum">Gets each row as it is compared.</param>
    public async IAsyncEnumerable<object?[]> ReadRowsAsync(
        PlannedTable table, RowFormat format, [EnumeratorCancellation] CancellationToken cancellationToken, RowSum? sum = null)
    {
        var lines = await ReadAsync(table.Source.Part, cancellationToken).ConfigureAwait(false);
        await using var disposal = lines.ConfigureAwait(false);
        while (await lines.NextAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            yield return Parse(table, format, line.Span, sum);
        }
    }

    /// <summary>Whether an error in reading a row is the row's: JSON of another shape, or bytes that are no text.</summary>
    public static bool IsOfRow(Exception exception) => exception is FormatException or JsonException or InvalidOperationException;

    /// <summary>The error for one that <see cref="IsOfRow"/>.</summary>
    public static ExportFileException NoRow(ExportedPart part, Exception exception)
        => new($"A row of the part '{part.Entry}' is not what the manifest says: {exception.Message}", exception);

    public async ValueTask DisposeAsync()
    {
        await _archive.DisposeAsync().ConfigureAwait(false);
        if (_ownsFile)
        {
            await _file.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static object?[] Parse(PlannedTable table, RowFormat format, ReadOnlySpan<byte> line, RowSum? sum)
    {
        try
        {
            var values = format.Read(line);
            if (table.RoundTimes(values))
            {
                sum?.Add(format.ComparedOf(values));
            }
            else
            {
                sum?.Add(format.ComparedOfRead(line));
            }

            return values;
        }
        catch (Exception exception) when (IsOfRow(exception))
        {
            throw NoRow(table.Source.Part, exception);
        }
    }

    private static async Task<Stream> SpoolAsync(Stream source, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetTempPath(), $"pmassist-{Guid.NewGuid():N}.export");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(path, options);
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                // It has no name from here on, so that nothing of the customer's data is left if this process is killed.
                File.Delete(path);
            }

            await source.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
            return file;
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<ExportManifest> ReadManifestAsync(ZipArchive archive, CancellationToken cancellationToken)
    {
        var entry = archive.GetEntry(ManifestJson.Entry) ?? throw new ExportFileException(
            $"The file is a ZIP archive without {ManifestJson.Entry}: it is no export.");
        if (entry.Length > ManifestJson.LongestBytes)
        {
            throw new ExportFileException($"The file's manifest is larger than {ManifestJson.LongestBytes} bytes: it is no export.");
        }

        var json = new byte[entry.Length];
        var stream = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var disposal = stream.ConfigureAwait(false);
        var count = await stream.ReadAtLeastAsync(json, json.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return ManifestJson.Read(json.AsSpan(0, count));
    }

    private async Task VerifyPartsAsync(CancellationToken cancellationToken)
    {
        var parts = Manifest.Parts.ToList();
        var names = parts.Select(p => p.Entry).Append(ManifestJson.Entry).Order(StringComparer.Ordinal);
        if (!names.SequenceEqual(_archive.Entries.Select(e => e.FullName).Order(StringComparer.Ordinal), StringComparer.Ordinal))
        {
            throw new ExportFileException("The file has other parts than its manifest says. Get it again from where it came.");
        }

        foreach (var part in parts)
        {
            await VerifyAsync(part, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads no further than the manifest says, however much a part would give.</summary>
    private async Task VerifyAsync(ExportedPart part, CancellationToken cancellationToken)
    {
        var stream = await _archive.GetEntry(part.Entry)!.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var disposal = stream.ConfigureAwait(false);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        var (bytes, rows) = (0L, 0L);
        for (int count; (count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0 && bytes <= part.Bytes;)
        {
            hash.AppendData(buffer, 0, count);
            rows += buffer.AsSpan(0, count).Count((byte)'\n');
            bytes += count;
        }

        if (bytes != part.Bytes || rows != part.Rows || Convert.ToHexStringLower(hash.GetHashAndReset()) != part.Sha256)
        {
            throw new ExportFileException($"The part '{part.Entry}' is not what the file's manifest says. Get the file again from where "
                + "it came.");
        }
    }
}
